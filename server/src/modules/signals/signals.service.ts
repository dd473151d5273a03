import type { Meta, Quality, SampleColumns, SignalSamples, UnitSystem } from '@tieback/contracts'
import { convertQuantity, displayUnit, quantityTable, reduceSamples } from '@tieback/domain'
import { findSignal, readHourly, readSamples, type SignalRow } from '@tieback/store'
import { ProblemError } from '../../platform/http/problems.ts'
import { readMeta } from '../../reading/meta.ts'
import { readNodeTree, toNodeRef } from '../../reading/node-tree.ts'
import { openReading, type Reader, type ReadingTime } from '../../reading/reader.ts'
import { toSignal } from '../../reading/signals.ts'

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

interface Columns {
  readonly at: readonly number[]
  readonly value: readonly (number | null)[]
  readonly quality: readonly Quality[]
}

/** Hourly averages as samples at the start of their hour; an hour without good data is a gap. */
async function readHourlyColumns(
  { pool }: Reader,
  { asOf }: ReadingTime,
  signalId: string,
  range: { from: Date; to: Date },
) {
  const rows = await readHourly(pool, { signalIds: [signalId], ...range, asOf })
  return {
    at: rows.map(({ hour }) => hour.getTime()),
    value: rows.map(({ average }) => average),
    quality: rows.map(({ average, goodShare }): Quality =>
      average === null ? 'missing' : goodShare < 1 ? 'uncertain' : 'good',
    ),
  }
}

/** A first sample later than this after the start of the range: samples weren't read yet then, or are no longer kept, ms. */
const lateStartMs = 3_600_000

/**
 * Samples as recorded where they reach back to the start of the range, else hourly averages. A frozen answer must stay the same,
 * so it rests on what is kept for ever.
 */
async function readColumns(
  reader: Reader,
  time: ReadingTime,
  signalId: string,
  range: { from: Date; to: Date },
): Promise<{ resolution: SignalSamples['resolution']; columns: Columns }> {
  const recorded = time.isFrozen ? null : await readSamples(reader.pool, { signalId, ...range, asOf: time.asOf })
  const first = recorded?.at[0]
  if (recorded !== null && first !== undefined && first - range.from.getTime() <= lateStartMs) {
    return { resolution: 'recorded', columns: recorded }
  }
  const hourly = await readHourlyColumns(reader, time, signalId, range)
  const isEmpty = hourly.at.length === 0 && recorded !== null && recorded.at.length > 0
  return isEmpty ? { resolution: 'recorded', columns: recorded } : { resolution: 'hourly', columns: hourly }
}

function reduce({ at, value, quality }: Columns, maxPoints: number, convert: (value: number) => number): SampleColumns {
  const kept = reduceSamples({ at, value, quality }, maxPoints)
  const valueAt = (index: number): number | null => value[index] ?? null
  return {
    at: kept.map((index) => new Date(at[index] ?? 0).toISOString()),
    value: kept.map((index) => {
      const each = valueAt(index)
      return each === null ? null : convert(each)
    }),
    quality: kept.map((index) => quality[index] ?? 'missing'),
  }
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

async function getSignal(reader: Reader, { asOf }: ReadingTime, id: string): Promise<SignalRow> {
  const signal = await findSignal(reader.pool, id, asOf)
  if (signal === undefined) {
    throw new ProblemError(
      'not-found',
      `There is no series ${id} that you can see. Look it up at its node in /api/v1/assets.`,
    )
  }
  return signal
}

/** Samples of one series, as recorded where they are still kept, else hourly averages. */
export async function readSignalSamples(
  reader: Reader,
  id: string,
  query: SamplesQuery,
): Promise<{ data: SignalSamples; meta: Meta }> {
  const range = parseRange(query)
  const time = await openReading(reader, query.asOf)
  const signal = await getSignal(reader, time, id)
  const tree = await readNodeTree(reader, time, null)
  const node = tree.get(signal.nodeId)
  const { resolution, columns } = await readColumns(reader, time, id, range)
  const unit = displayUnit(signal.quantity, query.unitSystem, 'rate')
  const { phase } = quantityTable[signal.quantity]
  return {
    data: {
      signal: toSignal(signal, toNodeRef(node), time),
      unit,
      from: range.from.toISOString(),
      to: range.to.toISOString(),
      resolution,
      count: columns.at.length,
      samples: reduce(columns, query.maxPoints, (value) => convertQuantity(value, signal, unit, phase)),
    },
    meta: await readMeta(reader, time, {
      namespaces: new Set([node.namespace]),
      restsOn: ['series'],
      day: null,
      coverage: null,
      provisional: false,
    }),
  }
}
