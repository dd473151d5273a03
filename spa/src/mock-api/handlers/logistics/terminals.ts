import {
  type apiContract,
  type GradeStock,
  type NextLifting,
  type ProjectionStep,
  type Terminal,
  type TerminalOperations,
  terminalRangeDaysMax,
} from '@tieback/contracts'
import { type CargoSlot, dayMs, listCargoSlots, terminalZone } from '../../field/logistics/cargo-slots.ts'
import { type TerminalPlan, terminalPlans } from '../../field/logistics/plans.ts'
import { toNodeRef } from '../../field/node-tree.ts'
import type { MockApi } from '../../mock-api.ts'
import { MockProblem } from '../../mock-problem.ts'
import { takePage } from '../../tables/page.ts'
import { statusOf } from './cargo.ts'
import {
  logisticsMeta,
  type LogisticsReadingOf,
  notFound,
  openLogistics,
  supplierOf,
  toInstant,
  unitsOf,
} from './logistics-reading.ts'
import { listMovements, type MsRange, toBalance, toBerth } from './movements.ts'
import { toProjection } from './projection.ts'
import { toEndurance, toStockPosition } from './stock-position.ts'
import { listTanks } from './tanks.ts'
import { loadingStartOf } from './voyage.ts'

const owners = [
  { company: 'Nordvik Energi', share: 0.6 },
  { company: 'Skjer Petroleum', share: 0.4 },
]

const toTerminal = ({ world }: LogisticsReadingOf, plan: TerminalPlan): Terminal => ({
  ...{ id: plan.id, name: plan.name, kind: plan.kind, locode: plan.locode, position: plan.position },
  timeZone: terminalZone,
  owners,
  pipelines: [{ id: plan.pipelineId, name: plan.pipelineName }],
  supplies: [toNodeRef(supplierOf(world, plan))],
})

function nextLifting(reading: LogisticsReadingOf, plan: TerminalPlan): NextLifting | null {
  const { world, atMs, volume } = reading
  const ahead = listCargoSlots(world.field.seed, plan, atMs, atMs + 60 * dayMs)
  const slot = ahead.find(({ loadStart }) => loadStart > atMs)
  if (slot === undefined) return null
  const hasVessel = slot.vessel !== null && statusOf(slot, atMs) !== 'nominated'
  return {
    cargo: { id: slot.id, reference: slot.reference },
    grade: plan.grade,
    vessel: hasVessel ? vesselRefOf(slot) : null,
    volume: volume.of(slot.volume),
    laycan: slot.laycan,
    loadingStart: loadingStartOf(slot.loadStart, atMs),
  }
}

const vesselRefOf = ({ vessel }: CargoSlot): NextLifting['vessel'] =>
  vessel === null ? null : { id: vessel.id, name: vessel.name, imo: vessel.imo }

function toGradeStock(
  reading: LogisticsReadingOf,
  plan: TerminalPlan,
  range: MsRange,
  step: ProjectionStep,
): GradeStock {
  const stock = toStockPosition(reading, plan)
  const projection = toProjection(reading, plan, range.toMs, step)
  const refused = stock.stock === null ? 'no-stock-reading' : 'range-in-the-past'
  return {
    grade: plan.grade,
    density: plan.grade.product === 'crude' ? 845 : 721,
    stock,
    owners: owners.map((owner) => ({
      ...owner,
      stock: stock.stock === null ? null : stock.stock * owner.share,
      overLift: 0,
    })),
    endurance: toEndurance(reading, plan),
    balance: toBalance(reading, plan, range),
    projection,
    projectionRefused: projection === null ? refused : null,
  }
}

function parseRange(
  { atMs }: LogisticsReadingOf,
  { from, to, step }: { from?: string | undefined; to?: string | undefined; step: ProjectionStep },
): MsRange {
  const range = {
    fromMs: from === undefined ? atMs - 7 * dayMs : Date.parse(from),
    toMs: to === undefined ? atMs + 14 * dayMs : Date.parse(to),
  }
  const days = (range.toMs - range.fromMs) / dayMs
  if (days <= 0) {
    const errors = [{ path: 'query.from', message: 'expected an instant before query.to' }]
    throw new MockProblem('invalid-request', 'The range is empty: "from" must be before "to".', { errors })
  }
  const daysMax = terminalRangeDaysMax[step]
  if (days > daysMax) throw new MockProblem('range-too-long', `${Math.ceil(days)} days asked for, ${daysMax} at most.`)
  return range
}

function toOperations(
  reading: LogisticsReadingOf,
  plan: TerminalPlan,
  range: MsRange,
  step: ProjectionStep,
): TerminalOperations {
  const { world, volume, atMs } = reading
  const slots = listCargoSlots(world.field.seed, plan, range.fromMs, range.toMs)
  return {
    units: unitsOf(reading),
    terminal: toTerminal(reading, plan),
    from: toInstant(range.fromMs),
    to: toInstant(range.toMs),
    tanks: listTanks(reading, plan),
    berths: [toBerth(reading, plan, slots, range)],
    stock: toStockPosition(reading, plan),
    grades: [toGradeStock(reading, plan, range, step)],
    movements: listMovements(reading, plan, slots, range),
    linefill: [
      {
        pipeline: { id: plan.pipelineId, name: plan.pipelineName },
        grade: plan.grade,
        volume: { value: volume.of(plan.pipelineLengthM * 0.2), at: toInstant(atMs), quality: 'good' },
      },
    ],
  }
}

/** A terminal of one grade has nothing of another. */
const withoutGrade = (operations: TerminalOperations): TerminalOperations => ({
  ...operations,
  ...{ tanks: [], berths: [], grades: [], movements: [], linefill: [] },
})

export const terminalMocks: MockApi<typeof apiContract.terminals> = {
  listTerminals: ({ query }, world) => {
    const reading = openLogistics(world, query)
    const plans = terminalPlans
      .filter(({ grade }) => query.product === undefined || grade.product === query.product)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const page = takePage(plans, ({ id }) => id, query)
    const terminals = page.rows.map((plan) => ({
      terminal: toTerminal(reading, plan),
      stock: toStockPosition(reading, plan),
      endurance: toEndurance(reading, plan),
      nextLifting: nextLifting(reading, plan),
    }))
    const data = { units: unitsOf(reading), terminals, nextCursor: page.nextCursor }
    return { status: 200, body: { data, meta: logisticsMeta(reading, page.rows) } }
  },
  readTerminalOperations: ({ params, query }, world) => {
    const plan = terminalPlans.find(({ id }) => id === params.id)
    if (plan === undefined) throw notFound(`terminal ${params.id}`)
    const reading = openLogistics(world, query)
    const operations = toOperations(reading, plan, parseRange(reading, query), query.step)
    const isOther = query.grade !== undefined && query.grade !== plan.grade.id
    const data = isOther ? withoutGrade(operations) : operations
    return { status: 200, body: { data, meta: logisticsMeta(reading, [plan]) } }
  },
}
