import { berth, cargoes, grade, hoursAhead, laycans, loadingRate, reading, tanks } from '../examples/logistics.ts'
import type { Berth } from './berths.ts'
import { tankLimits, tankStocks } from './stock-example.ts'
import type { Tank } from './tanks.ts'

/** What the answer is asked for: a week back, and as far ahead as the projection goes. */
export const from = '2026-11-12T05:00:00.000Z'
export const to = hoursAhead(11 * 24)

const fullTank: Tank = {
  ...tanks.t1,
  grade,
  service: 'in-service',
  serviceNote: null,
  inServiceAt: null,
  activity: 'idle',
  ...tankLimits,
  level: reading(15.84),
  ullageHeight: reading(2.36),
  temperature: reading(18.2),
  observedVolume: reading(88_322.4),
  freeWater: reading(31.6),
  stock: reading(tankStocks.t1),
  available: tankStocks.t1 - tankLimits.deadStock,
  ullageVolume: tankLimits.maxOperating - tankStocks.t1,
}

const receivingTank: Tank = {
  ...fullTank,
  ...tanks.t2,
  activity: 'receiving',
  level: reading(13.5),
  ullageHeight: reading(4.7),
  temperature: reading(21.7),
  observedVolume: reading(75_461.9),
  freeWater: reading(27.3),
  stock: reading(tankStocks.t2),
  available: tankStocks.t2 - tankLimits.deadStock,
  ullageVolume: tankLimits.maxOperating - tankStocks.t2,
}

const emptyTank: Tank = {
  ...fullTank,
  ...tanks.t3,
  grade: null,
  service: 'out-of-service',
  serviceNote: 'Internal inspection',
  inServiceAt: '2026-12-11T23:00:00.000Z',
  activity: 'cleaning',
  level: reading(0),
  ullageHeight: reading(18.2),
  temperature: { value: null, at: null, quality: 'missing' },
  observedVolume: reading(0),
  freeWater: reading(0),
  stock: reading(0),
  available: null,
  ullageVolume: null,
}

/** One full, one being filled, one being inspected. */
export const exampleTanks = [fullTank, receivingTank, emptyTank]

const window = (start: string, end: string, state: Berth['availability'][number]['state'], more = {}) => ({
  from: start,
  to: end,
  state,
  cargo: null,
  note: null,
  ...more,
})

const jettyBusyFrom = '2026-11-12T08:10:00.000Z'
const jettyFreeFrom = '2026-11-13T09:30:00.000Z'
const calmFrom = '2026-11-20T06:00:00.000Z'

export const jetty: Berth = {
  ...berth,
  kind: 'jetty',
  grades: [grade],
  loadingRateMax: loadingRate,
  lengthOverallMax: 285,
  draughtMax: 17.1,
  displacementMax: 180_000,
  availability: [
    window(from, jettyBusyFrom, 'available'),
    window(jettyBusyFrom, jettyFreeFrom, 'occupied', { cargo: cargoes.lifted }),
    window(jettyFreeFrom, '2026-11-19T18:00:00.000Z', 'available'),
    window('2026-11-19T18:00:00.000Z', calmFrom, 'weather', { note: 'Wind above 25 m/s is forecast' }),
    window(calmFrom, laycans.next.start, 'available'),
    window(laycans.next.start, laycans.next.end, 'reserved', { cargo: cargoes.next }),
    window(laycans.next.end, laycans.second.start, 'available'),
    window(laycans.second.start, laycans.second.end, 'reserved', { cargo: cargoes.second }),
    window(laycans.second.end, to, 'available'),
  ],
}
