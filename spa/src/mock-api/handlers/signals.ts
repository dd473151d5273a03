import { type apiContract, Quantity, type QualityMark, type SampleColumns, type SignalMark } from '@tieback/contracts'
import { convertQuantity, displayUnit, quantityTable, reduceSamples } from '@tieback/domain'
import type { FieldSignal } from '../field/field-signals.ts'
import { type InstrumentFault, markAt } from '../field/instrument-faults.ts'
import { toNodeRef } from '../field/node-tree.ts'
import { type FieldSamples, SignalModel } from '../field/samples.ts'
import type { MockApi } from '../mock-api.ts'
import { MockProblem } from '../mock-problem.ts'
import type { MockWorld } from '../mock-world.ts'
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

/** What rules doubt of a series in [fromMs, toMs), oldest first. */
function listMarks(
  { field }: MockWorld,
  { id }: FieldSignal,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  { asOf }: ReadingTime,
): QualityMark[] {
  return field.faults
    .filter(({ signalId }) => signalId === id)
    .flatMap((fault) => markAt(fault, asOf) ?? [])
    .filter(({ from, to }) => Date.parse(from) < toMs && (to === null || Date.parse(to) > fromMs))
    .toReversed()
}

/** A fault with the series and the node that it is of; nothing before a rule saw it. */
function toSignalMark({ field }: MockWorld, fault: InstrumentFault, asOf: Date): SignalMark[] {
  const signal = field.signals.find(({ id }) => id === fault.signalId)
  const mark = markAt(fault, asOf)
  if (signal === undefined || mark === undefined) return []
  const { id, name, quantity, sourceId, sourceKey } = signal
  return [{ ...mark, signal: { id, name, quantity, sourceId, sourceKey }, node: toNodeRef(signal.node) }]
}

/** Whether a mark lasts beyond an instant; without one, whether it still holds. */
const lastsBeyond = ({ to }: QualityMark, from: string | undefined): boolean =>
  to === null || (from !== undefined && Date.parse(to) > Date.parse(from))

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
  listQualityMarks: ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const { tree, faults } = world.field
    const nodes = query.node === undefined ? tree.rows : tree.subtreeOf(tree.get(query.node))
    const ids = new Set(nodes.map(({ id }) => id))
    const marks = faults
      .flatMap((fault) => toSignalMark(world, fault, time.asOf))
      .filter(({ node }) => ids.has(node.id))
      .filter(({ rule }) => query.rule === undefined || rule === query.rule)
      .filter(({ signal }) => query.source === undefined || signal.sourceId === query.source)
      .filter((mark) => lastsBeyond(mark, query.from))
    const page = takePage(marks, ({ signal, from }) => `${signal.id}-${from}`, query)
    return {
      status: 200,
      body: {
        data: { marks: page.rows, nextCursor: page.nextCursor },
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
          marks: listMarks(world, signal, { fromMs, toMs }, time),
        },
        meta: metaOf(world, time, { nodes: [signal.node], restsOn: ['series'], day: null }),
      },
    }
  },
}
