import { Quality } from '@tieback/contracts'
import { instantAt } from './copy/binary-rows.ts'
import { GrowingFloats } from './copy/growing-columns.ts'
import { readPacked, type SeriesQuery } from './packed-series.ts'
import { packedSamples } from './sample-days.ts'
import type { Db } from './types.ts'

/** Samples of one series as arrays of one length, oldest first. */
export interface StoredSamples {
  /** ms since 1970 */
  readonly at: Float64Array
  /** NaN: no number was stored. */
  readonly value: Float64Array
  /** Places in `Quality.options`. */
  readonly quality: Uint8Array
}

/** Hours of one series as arrays of one length, oldest first. */
export interface StoredHours {
  /** Start of the hour, ms since 1970. */
  readonly hour: Float64Array
  /** NaN: the hour has no good data. */
  readonly average: Float64Array
  /** 1: all of the hour's time was good; 0: some of it wasn't. */
  readonly isWhole: Uint8Array
}

const sampleTable = {
  table: 'sample',
  time: 'at',
  order: 'at, ordinal',
  packed: Object.values(packedSamples),
  // A sample every five seconds makes two thousand.
  leastSpanMs: 10_800_000,
  days: { table: 'sample_day', columns: Object.keys(packedSamples) },
} as const

/** Guess of how many come; more may. */
const samplesExpected = 4_096

/** Samples of one series in [from, to), oldest first. */
export async function readSampleArrays(db: Db, query: SeriesQuery): Promise<StoredSamples> {
  const at = new GrowingFloats(samplesExpected)
  const value = new GrowingFloats(samplesExpected)
  const others: OtherQuality[] = []
  await readPacked(db, sampleTable, query, (bytes, [instants, values, keys, names]) => {
    at.addInstants(bytes, instants)
    value.addFloats(bytes, values)
    if (names.start < names.end) addOthers(others, bytes, keys, bytes.toString('latin1', names.start, names.end))
  })
  return { at: at.all, value: value.all, quality: qualitiesOf(at.all, others) }
}

/** The quality of a sample that isn't good. */
interface OtherQuality {
  readonly atMs: number
  readonly ordinal: number
  readonly quality: Quality
}

/** Bytes of an instant and an ordinal. */
const keyBytes = 10

function addOthers(others: OtherQuality[], bytes: Buffer, keys: { readonly start: number }, names: string): void {
  names.split(',').forEach((name, index) => {
    const place = keys.start + index * keyBytes
    // Safe: the column has this type.
    others.push({ atMs: instantAt(bytes, place), ordinal: bytes.readInt16BE(place + 8), quality: name as Quality })
  })
}

/** The quality of each sample. Both lists are in the order of instants and ordinals. */
function qualitiesOf(at: Float64Array, others: readonly OtherQuality[]): Uint8Array {
  const qualities = new Uint8Array(at.length).fill(Quality.options.indexOf('good'))
  let next = 0
  let ordinal = 0
  for (let index = 0; index < at.length && next < others.length; index += 1) {
    // Ordinals of an instant have no holes: they are given as samples come, and withdrawn from the end.
    ordinal = at[index] === at[index - 1] ? ordinal + 1 : 0
    const other = others[next]
    if (other?.atMs !== at[index] || other?.ordinal !== ordinal) continue
    qualities[index] = Quality.options.indexOf(other.quality)
    next += 1
  }
  if (next < others.length) throw new Error('a sample has no place among those of its instant')
  return qualities
}

/** Whether a series has any sample in [from, to). */
export async function hasSamples(db: Db, { signalId, from, to, asOf }: SeriesQuery): Promise<boolean> {
  const { rows } = await db.query(
    `select from sample where signal_id = $1 and at >= $2 and at < $3 and known_from <= $4 and known_to > $4 limit 1`,
    [signalId, from, to, asOf],
  )
  return rows.length > 0
}

const hourlyTable = {
  table: 'fact_hourly_timeseries',
  time: 'hour',
  order: 'hour',
  packed: [
    `string_agg(timestamptz_send(hour), '')`,
    `string_agg(float8send(coalesce(average, 'NaN')), '')`,
    `string_agg(case when good_share < 1 then '\\x00'::bytea else '\\x01'::bytea end, '')`,
  ],
  leastSpanMs: 45 * 86_400_000,
} as const

const hourMs = 3_600_000
/** Most that memory is taken for before any has come. */
const hoursExpectedMax = 100_000

/** Hours of one series that start in [from, to), oldest first. */
export async function readHourlyArrays(db: Db, query: SeriesQuery): Promise<StoredHours> {
  const hours = Math.ceil((query.to.getTime() - query.from.getTime()) / hourMs)
  const expected = Math.min(Math.max(hours, 0), hoursExpectedMax)
  const hour = new GrowingFloats(expected)
  const average = new GrowingFloats(expected)
  const wholes: Uint8Array[] = []
  await readPacked(db, hourlyTable, query, (bytes, [instants, averages, isWhole]) => {
    hour.addInstants(bytes, instants)
    average.addFloats(bytes, averages)
    wholes.push(Uint8Array.from(bytes.subarray(isWhole.start, isWhole.end)))
  })
  return { hour: hour.all, average: average.all, isWhole: Buffer.concat(wholes) }
}
