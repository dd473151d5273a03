import { type Meta, type Phase, Quality, type SignalSamples, type UnitSystem } from '@tieback/contracts'
import { convertQuantity, displayUnit, hasValue, quantityTable, reduceLine, type UnitSpec } from '@tieback/domain'
import {
  findSignal,
  hasSamples,
  readHourlyArrays,
  readSampleArrays,
  type SeriesQuery,
  type SignalRow,
  type StoredSamples,
  type StorePool,
  type TreeRow,
} from '@tieback/store'
import type { WrittenPart } from '../../platform/http/checked-answer.ts'
import { ProblemError } from '../../platform/http/problems.ts'
import { readMeta } from '../../reading/meta.ts'
import { findVisibleNode, toNodeRef } from '../../reading/node-tree.ts'
import { openReading, type Reader, type ReadingTime } from '../../reading/reader.ts'
import { toSignal } from '../../reading/signals.ts'
import { readMarksOf } from './quality-marks.service.ts'
import { type ColumnsToSend, emptyColumns, writeColumns } from './sample-columns.ts'

const dayMs = 86_400_000

/** Longest range: more hours than this are a job for daily facts. */
const rangeDaysMax = 3_660

interface SamplesQuery {
  readonly from: string
  readonly to: string
  readonly maxPoints: number
  readonly unitSystem: UnitSystem
  readonly asOf?: string | undefined
}

/** Samples as the store has them, in the signal's unit. */
interface Columns {
  readonly resolution: SignalSamples['resolution']
  readonly columns: StoredSamples
}

const [good, uncertain, missing] = (['good', 'uncertain', 'missing'] as const).map((quality) =>
  Quality.options.indexOf(quality),
) as [number, number, number]

/** By place in `Quality.options`: whether a number goes with it. */
const isDrawn = Quality.options.map(hasValue)

/** Hourly averages as samples at the start of their hour; an hour without good data is a gap. */
async function readHourlyColumns(pool: StorePool, query: SeriesQuery): Promise<Columns> {
  const { hour, average, isWhole } = await readHourlyArrays(pool, query)
  const quality = new Uint8Array(hour.length)
  for (let index = 0; index < quality.length; index += 1)
    quality[index] = Number.isNaN(average[index]) ? missing : isWhole[index] === 1 ? good : uncertain
  return { resolution: 'hourly', columns: { at: hour, value: average, quality } }
}

/** A first sample later than this after the start of the range: samples weren't read yet then, or are no longer kept, ms. */
const lateStartMs = 3_600_000

/**
 * Samples as recorded where they reach back to the start of the range, else hourly averages. A frozen answer must stay the same,
 * so it rests on what is kept for ever.
 */
async function readColumns(pool: StorePool, { isFrozen }: ReadingTime, query: SeriesQuery): Promise<Columns> {
  if (isFrozen) return readHourlyColumns(pool, query)
  const startMs = query.from.getTime()
  const start = { ...query, to: new Date(Math.min(startMs + lateStartMs + 1, query.to.getTime())) }
  // Asked for before all of the range is read: a year of hours may end in a month of seconds.
  if (!(await hasSamples(pool, start))) {
    const hourly = await readHourlyColumns(pool, query)
    if (hourly.columns.at.length > 0) return hourly
  }
  const recorded = await readSampleArrays(pool, query)
  return { resolution: recorded.at.length > 0 ? 'recorded' : 'hourly', columns: recorded }
}

/** What is drawn of the columns. */
function reduce({ at, value, quality }: StoredSamples, maxPoints: number): ColumnsToSend {
  if (at.length <= maxPoints) return { at, value, quality }
  const drawn = value.map((each, index) => (isDrawn[quality[index] ?? missing] === true ? each : NaN))
  const kept = reduceLine(at, drawn, maxPoints)
  return {
    at: Float64Array.from(kept, (index) => at[index] ?? NaN),
    value: Float64Array.from(kept, (index) => value[index] ?? NaN),
    quality: Uint8Array.from(kept, (index) => quality[index] ?? missing),
  }
}

/** The columns in another unit; NaN stays what it is in any. */
function convertColumns(columns: ColumnsToSend, from: UnitSpec, to: UnitSpec, phase: Phase | null): ColumnsToSend {
  if (from.unit === to.unit && from.reference === to.reference && from.basis === to.basis) return columns
  return { ...columns, value: columns.value.map((value) => convertQuantity(value, from, to, phase)) }
}

function parseRange({ from, to }: SamplesQuery): { from: Date; to: Date } {
  const range = { from: new Date(from), to: new Date(to) }
  const days = (range.to.getTime() - range.from.getTime()) / dayMs
  if (days <= 0) {
    const errors = [{ path: 'query.from', message: `expected an instant before ${to}` }]
    throw new ProblemError('invalid-request', 'The range is empty: "from" must be before "to".', { errors })
  }
  if (days > rangeDaysMax) {
    throw new ProblemError('range-too-long', `${Math.ceil(days)} days asked for, ${rangeDaysMax} at most.`)
  }
  return range
}

/** A series with its node. One whose node wasn't known then, or isn't seen, is as good as not there. */
async function getSignal(reader: Reader, time: ReadingTime, id: string): Promise<{ signal: SignalRow; node: TreeRow }> {
  const signal = await findSignal(reader.pool, id, time.asOf)
  // Looked for in any case: how long the answer takes mustn't tell a series that isn't seen from one that isn't there.
  const node = await findVisibleNode(reader, time, signal?.nodeId ?? id)
  if (signal === undefined || node === undefined) {
    throw new ProblemError(
      'not-found',
      `There is no series ${id} that you can see. Look it up at its node in /api/v1/assets.`,
    )
  }
  return { signal, node }
}

/** Samples of one series, as recorded where they are still kept, else hourly averages. The samples themselves come written. */
export async function readSignalSamples(
  reader: Reader,
  id: string,
  query: SamplesQuery,
): Promise<{ body: { data: SignalSamples; meta: Meta }; written: WrittenPart }> {
  const range = parseRange(query)
  const time = await openReading(reader, query.asOf)
  const { signal, node } = await getSignal(reader, time, id)
  const { resolution, columns } = await readColumns(reader.pool, time, { signalId: id, ...range, asOf: time.asOf })
  const unit = displayUnit(signal.quantity, query.unitSystem, 'rate')
  const { phase } = quantityTable[signal.quantity]
  const data = {
    signal: toSignal(signal, toNodeRef(node), time),
    unit,
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    resolution,
    count: columns.at.length,
    samples: emptyColumns,
    marks: await readMarksOf(reader, time, id, range),
  }
  const meta = await readMeta(reader, time, {
    namespaces: new Set([node.namespace]),
    restsOn: ['series'],
    day: null,
    coverage: null,
    provisional: false,
  })
  const samples = convertColumns(reduce(columns, query.maxPoints), signal, unit, phase)
  return { body: { data, meta }, written: { path: ['data', 'samples'], write: () => writeColumns(samples) } }
}
