import { Quality, type SampleColumns } from '@tieback/contracts'

/** Samples as they are to be sent, in arrays of one length. */
export interface ColumnsToSend {
  /** ms since 1970 */
  readonly at: Float64Array
  /** In the answer's unit; NaN: there is none. */
  readonly value: Float64Array
  /** Places in `Quality.options`. */
  readonly quality: Uint8Array
}

/** Columns without a sample: what stands for written ones where an answer is checked. */
export const emptyColumns: SampleColumns = { at: [], value: [], quality: [] }

/**
 * The columns as the JSON of a `SampleColumns`, which by way of objects would take several times as long as reading them.
 * Held to all that the schema asks for. The bytes hold until the next call.
 *
 * throws  RangeError: what the schema refuses
 */
export function writeColumns({ at, value, quality }: ColumnsToSend): Buffer {
  if (value.length !== at.length || quality.length !== at.length) throw new RangeError('the columns differ in length')
  const bytes = takeScratch(at.length)
  let end = bytes.write('{"at":[')
  end = writeInstants(bytes, end, at)
  end += bytes.write('],"value":[', end)
  end = writeValues(bytes, end, value)
  end += bytes.write('],"quality":[', end)
  end = writeQualities(bytes, end, quality)
  end += bytes.write(']}', end)
  return bytes.subarray(0, end)
}

const names = Quality.options.map((name) => Buffer.from(`${JSON.stringify(name)},`))

/** The longest text of a number is that of -1.2345678901234567e-308, and a comma follows. */
const valueBytesMax = 25
const instantBytes = '"0000-00-00T00:00:00.000Z",'.length
const sampleBytesMax = instantBytes + valueBytesMax + Math.max(...names.map(({ byteLength }) => byteLength))
const bracketBytes = 64

/** Memory that is written into over and over: taking it anew for each answer keeps the garbage collector busier than all the rest. */
let scratch = Buffer.alloc(0)

function takeScratch(samples: number): Buffer {
  const needed = samples * sampleBytesMax + bracketBytes
  if (scratch.byteLength < needed) scratch = Buffer.allocUnsafeSlow(needed)
  return scratch
}

const dayMs = 86_400_000

/** The contract's `Instant`: the years 1900 to 2200, and two days more for the time zones. */
const instantMsMin = Date.parse('1899-12-30T00:00:00.000Z')
const instantMsEnd = Date.parse('2201-01-03T00:00:00.000Z')

/** Writes a list from `start` on, without a comma after the last, and gives the place after it. So do the others. */
function writeInstants(bytes: Buffer, start: number, at: Float64Array): number {
  if (at.length === 0) return start
  const instant = Buffer.from('"0000-00-00T00:00:00.000Z",')
  let place = start
  let day = NaN
  for (const atMs of at) {
    if (!(Number.isInteger(atMs) && atMs >= instantMsMin && atMs < instantMsEnd))
      throw new RangeError(`${atMs} ms is no instant that can be sent`)
    // Samples of one day come together.
    if (Math.floor(atMs / dayMs) !== day) {
      day = Math.floor(atMs / dayMs)
      writeDay(instant, new Date(atMs))
    }
    writeTimeOfDay(instant, atMs - day * dayMs)
    bytes.set(instant, place)
    place += instantBytes
  }
  return place - 1
}

function writeDay(instant: Buffer, day: Date): void {
  const year = day.getUTCFullYear()
  const century = Math.trunc(year / 100)
  writeTwoDigits(instant, 1, century)
  writeTwoDigits(instant, 3, year - century * 100)
  writeTwoDigits(instant, 6, day.getUTCMonth() + 1)
  writeTwoDigits(instant, 9, day.getUTCDate())
}

function writeTimeOfDay(instant: Buffer, ms: number): void {
  const second = Math.trunc(ms / 1_000)
  const minute = Math.trunc(second / 60)
  const hour = Math.trunc(minute / 60)
  writeTwoDigits(instant, 12, hour)
  writeTwoDigits(instant, 15, minute - hour * 60)
  writeTwoDigits(instant, 18, second - minute * 60)
  const millisecond = ms - second * 1_000
  const hundredth = Math.trunc(millisecond / 10)
  writeTwoDigits(instant, 21, hundredth)
  instant[23] = zero + millisecond - hundredth * 10
}

const zero = '0'.charCodeAt(0)

function writeTwoDigits(bytes: Buffer, place: number, value: number): void {
  const tens = Math.trunc(value / 10)
  bytes[place] = zero + tens
  bytes[place + 1] = zero + value - tens * 10
}

/** Values that are turned into text at a time: long texts are collected late. */
const valuesAtATime = 500

function writeValues(bytes: Buffer, start: number, values: Float64Array): number {
  let place = start
  for (let first = 0; first < values.length;) {
    const end = endOfRun(values, first)
    // A number's text is its JSON.
    const texts = Number.isNaN(values[first])
      ? 'null,'.repeat(end - first)
      : `${values.subarray(first, end).join(',')},`
    place += bytes.write(texts, place, 'latin1')
    first = end
  }
  return Math.max(start, place - 1)
}

/** Where the numbers, or the gaps, that begin at `first` end. */
function endOfRun(values: Float64Array, first: number): number {
  const isGap = Number.isNaN(values[first])
  const most = Math.min(values.length, first + valuesAtATime)
  let end = first
  for (; end < most; end += 1) {
    const value = values[end] as number
    if (Number.isNaN(value) !== isGap) break
    if (!isGap && !Number.isFinite(value)) throw new RangeError('infinity is no value that can be sent')
  }
  return end
}

function writeQualities(bytes: Buffer, start: number, places: Uint8Array): number {
  let place = start
  for (let first = 0; first < places.length;) {
    const quality = places[first] as number
    const name = names[quality]
    if (name === undefined) throw new RangeError(`${quality} is no place in the list of qualities`)
    let end = first + 1
    while (places[end] === quality) end += 1
    const next = place + (end - first) * name.byteLength
    bytes.fill(name, place, next)
    place = next
    first = end
  }
  return Math.max(start, place - 1)
}
