import { type apiContract, Quantity, type SampleColumns } from '@tieback/contracts'
import { convertQuantity, displayUnit, quantityTable, reduceSamples } from '@tieback/domain'
import type { FieldSignal } from '../field/field-signals.ts'
import { type FieldSamples, SignalModel } from '../field/samples.ts'
import type { MockApi } from '../mock-api.ts'
import { MockProblem } from '../mock-problem.ts'
import { metaOf, openReading, type ReadingTime } from '../reading/reading.ts'
import { takePage } from '../tables/page.ts'
import { toSignal } from './nodes.ts'

const dayMs = 86_400_000

/** Longest range: more hours than this are a job for daily facts. */
const rangeDaysMax = 3_660

/** How long samples are kept as they were recorded, ms. */
const keptMs = 31 * dayMs

function parseRange({ from, to }: { from: string; to: string }): { fromMs: number; toMs: number } {
  const range = { fromMs: Date.parse(from), toMs: Date.parse(to) }
  const days = (range.toMs - range.fromMs) / dayMs
  if (days <= 0) {
    const errors = [{ path: 'query.from', message: `expected an instant before ${to}` }]
    throw new MockProblem('invalid-request', 'The range is empty: "from" must be before "to".', { errors })
  }
  if (days > rangeDaysMax)
    throw new MockProblem('range-too-long', `${Math.ceil(days)} days asked for, ${rangeDaysMax} at most.`)
  return range
}

function reduce(
  { at, value, quality }: FieldSamples,
  maxPoints: number,
  convert: (value: number) => number,
): SampleColumns {
  const kept = reduceSamples({ at, value, quality }, maxPoints)
  return {
    at: kept.map((index) => new Date(at[index] ?? 0).toISOString()),
    value: kept.map((index) => {
      const each = value[index] ?? null
      return each === null ? null : convert(each)
    }),
    quality: kept.map((index) => quality[index] ?? 'missing'),
  }
}

/** A frozen answer rests on what is kept for ever. */
const isRecorded = ({ asOf, isFrozen }: ReadingTime, fromMs: number): boolean =>
  !isFrozen && asOf.getTime() - fromMs <= keptMs

/** Node before quantity before id, as text that sorts. */
const placeOf = ({ id, node, quantity }: FieldSignal): string =>
  `${node.id} ${String(Quantity.options.indexOf(quantity)).padStart(3, '0')} ${id}`

export const signalMocks: MockApi<typeof apiContract.signals> = {
  listSignals: ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const { tree, signals } = world.field
    const nodes = query.node === undefined ? tree.rows : tree.subtreeOf(tree.get(query.node))
    const isMeant = ({ node, quantity, sourceId }: FieldSignal): boolean =>
      nodes.includes(node) &&
      (query.quantity === undefined || quantity === query.quantity) &&
      (query.source === undefined || sourceId === query.source)
    const rows = signals.filter(isMeant).toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
    const page = takePage(rows, ({ id }) => id, query)
    return {
      status: 200,
      body: {
        data: { signals: page.rows.map((signal) => toSignal(world, time, signal)), nextCursor: page.nextCursor },
        meta: metaOf(world, time, { nodes, restsOn: ['series'], day: null }),
      },
    }
  },
  readSamples: ({ params, query }, world) => {
    const { fromMs, toMs } = parseRange(query)
    const time = openReading(world, query.asOf)
    const signal = world.field.signals.find(({ id }) => id === params.id)
    if (signal === undefined) throw new MockProblem('not-found', `There is no series ${params.id}.`)
    const model = new SignalModel(world.field, signal)
    const resolution = isRecorded(time, fromMs) ? 'recorded' : 'hourly'
    const columns = model[resolution](fromMs, toMs, time.asOf)
    const unit = displayUnit(signal.quantity, query.unitSystem, 'rate')
    const { phase } = quantityTable[signal.quantity]
    const samples = reduce(columns, query.maxPoints, (value) => convertQuantity(value, signal.unit, unit, phase))
    return {
      status: 200,
      body: {
        data: {
          signal: toSignal(world, time, signal),
          unit,
          from: new Date(fromMs).toISOString(),
          to: new Date(toMs).toISOString(),
          resolution,
          count: columns.at.length,
          samples,
        },
        meta: metaOf(world, time, { nodes: [signal.node], restsOn: ['series'], day: null }),
      },
    }
  },
}
