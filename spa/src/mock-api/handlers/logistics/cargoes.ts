import type { apiContract } from '@tieback/contracts'
import { dayMs, listCargoSlots } from '../../field/logistics/cargo-slots.ts'
import { terminalPlans } from '../../field/logistics/plans.ts'
import type { MockApi } from '../../mock-api.ts'
import { takePage } from '../../tables/page.ts'
import { toCargo } from './cargo.ts'
import { logisticsMeta, openLogistics, unitsOf } from './logistics-reading.ts'

export const cargoMocks: MockApi<typeof apiContract.cargoes> = {
  listCargoes: ({ query }, world) => {
    const reading = openLogistics(world, query)
    const { atMs } = reading
    const fromMs = query.from === undefined ? atMs - 31 * dayMs : Date.parse(query.from)
    const toMs = query.to === undefined ? atMs + 92 * dayMs : Date.parse(query.to)
    const plans = terminalPlans.filter(({ id }) => query.terminal === undefined || id === query.terminal)
    const cargoes = plans
      .flatMap((plan) => listCargoSlots(world.field.seed, plan, fromMs, toMs))
      .filter(({ laycan }) => Date.parse(laycan.end) > fromMs && Date.parse(laycan.start) < toMs)
      .map((slot) => toCargo(reading, slot))
      .filter(({ vessel }) => query.vessel === undefined || vessel?.id === query.vessel)
      .filter(({ status }) => (query.status === undefined ? status !== 'cancelled' : query.status.includes(status)))
      .toSorted((a, b) =>
        a.laycan.start === b.laycan.start ? (a.id < b.id ? -1 : 1) : a.laycan.start < b.laycan.start ? -1 : 1,
      )
    const page = takePage(cargoes, ({ id }) => id, query)
    const data = { units: unitsOf(reading), cargoes: page.rows, nextCursor: page.nextCursor }
    return { status: 200, body: { data, meta: logisticsMeta(reading, plans) } }
  },
}
