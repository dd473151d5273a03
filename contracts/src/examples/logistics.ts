import type { BandedNumber } from '../advice.ts'
import type { Meta } from '../envelope.ts'
import type {
  BerthRef,
  CargoRef,
  EquityShare,
  GradeRef,
  Laycan,
  LogisticsReading,
  PipelineRef,
  TankRef,
  TerminalRef,
  VesselRef,
} from '../logistics.ts'
import type { InstantQuantiles } from '../quantiles.ts'
import { exampleAsOf, productionMeta, sourceStates, units } from './field.ts'

/** Where the oil of Tindrevik goes: a line to the tanks of Havnes, and from there two cargoes in the next eleven days. */
export const terminal: TerminalRef = { id: 'terminal-h3v8n5s2k7', name: 'Havnes' }
export const grade: GradeRef = { id: 'grade-t4n6b9l2d3', name: 'Tindrevik blend', product: 'crude' }
/** Of the grade at 15 °C, kg/m³. */
export const density = 840
export const tanks = {
  t1: { id: 'tank-h1t6a3n8k4', name: 'T-1' },
  t2: { id: 'tank-h2t9a5n3k6', name: 'T-2' },
  t3: { id: 'tank-h3t2a7n6k9', name: 'T-3' },
} as const satisfies Record<string, TankRef>
export const berth: BerthRef = { id: 'berth-h1b5j8t2y4', name: 'Havnes 1' }
export const pipelines = {
  oil: { id: 'pipeline-t8o4l2n7e5', name: 'Tindrevik oil line' },
  gas: { id: 'pipeline-s6g3l9n4e2', name: 'Solmark gas line' },
} as const satisfies Record<string, PipelineRef>

/** Invented hulls: their numbers pass the check digit, and no yard has given them. */
export const vessels = {
  lomvi: { id: 'vessel-l7m3v5k9a2', name: 'LOMVI', imo: '9999993' },
  havternen: { id: 'vessel-h4v9t2r6n8', name: 'HAVTERNEN', imo: '9999981' },
  skarven: { id: 'vessel-s5k2r8v6n3', name: 'SKARVEN', imo: '9999979' },
} as const satisfies Record<string, VesselRef>

export const cargoes = {
  lifted: { id: 'cargo-c116h3n8v5', reference: 'HAV-2026-116' },
  next: { id: 'cargo-c117t6k2w9', reference: 'HAV-2026-117' },
  second: { id: 'cargo-c118p4m7x2', reference: 'HAV-2026-118' },
} as const satisfies Record<string, CargoRef>

export const shares: EquityShare[] = [
  { company: 'Nordvik Energi', share: 0.6 },
  { company: 'Skjer Petroleum', share: 0.4 },
]

export const logisticsUnits = { volume: units.volume, rate: units.rate }

const hourMs = 3_600_000

/** An instant so many hours after the answer's `asOf`, to the minute. */
export const hoursAhead = (hours: number, from = exampleAsOf): string =>
  new Date(Math.round((Date.parse(from) + hours * hourMs) / 60_000) * 60_000).toISOString()

/** Hours from the answer's `asOf` until an instant. */
export const hoursUntil = (instant: string): number => (Date.parse(instant) - Date.parse(exampleAsOf)) / hourMs

export const laterBy = (quantiles: InstantQuantiles, hours: number): InstantQuantiles => ({
  p10: hoursAhead(hours, quantiles.p10),
  p50: hoursAhead(hours, quantiles.p50),
  p90: hoursAhead(hours, quantiles.p90),
})

export const tenth = (value: number): number => Math.round(value * 10) / 10

export const reading = (value: number, at = '2026-11-19T09:28:00.000Z'): LogisticsReading => ({
  value,
  at,
  quality: 'good',
})

/** What arrives at Havnes a day, now and in the days to come. */
export const receiptRate: BandedNumber = { p10: 7_000, p50: 7_400, p90: 7_700 }

/** Of the berth and its pumps, Sm³/d: 5,000 an hour. */
export const loadingRate = 120_000

export const nominated = { next: 95_000, second: 112_000 } as const

export const laycans = {
  lifted: {
    firstDay: '2026-11-11',
    lastDay: '2026-11-12',
    timeZone: 'Europe/Oslo',
    start: '2026-11-10T23:00:00.000Z',
    end: '2026-11-12T23:00:00.000Z',
  },
  next: {
    firstDay: '2026-11-21',
    lastDay: '2026-11-22',
    timeZone: 'Europe/Oslo',
    start: '2026-11-20T23:00:00.000Z',
    end: '2026-11-22T23:00:00.000Z',
  },
  second: {
    firstDay: '2026-11-28',
    lastDay: '2026-11-29',
    timeZone: 'Europe/Oslo',
    start: '2026-11-27T23:00:00.000Z',
    end: '2026-11-29T23:00:00.000Z',
  },
} as const satisfies Record<string, Laycan>

/** The voyage of the next cargo's vessel, from its last position to the berth. */
export const voyage = { positionAt: '2026-11-19T09:18:00.000Z', distance: 598.4, speed: 11.8, pilotH: 1.5, berthH: 2.5 }

const likelyArrival = hoursAhead(voyage.distance / voyage.speed + voyage.pilotH + voyage.berthH, voyage.positionAt)

/** How much longer or shorter such voyages became than was said at this point: the ratios of the past, early to late. */
const voyageRatios = { p10: 0.93, p90: 1.18 }

export const arrivals = {
  next: {
    p10: hoursAhead(voyageRatios.p10 * hoursUntil(likelyArrival)),
    p50: likelyArrival,
    p90: hoursAhead(voyageRatios.p90 * hoursUntil(likelyArrival)),
  },
  /** Not yet seen: all that is known is its laycan. */
  second: { p10: '2026-11-28T00:00:00.000Z', p50: '2026-11-28T06:00:00.000Z', p90: '2026-11-28T20:00:00.000Z' },
} as const satisfies Record<string, InstantQuantiles>

/** From all fast to the first drop: gauging, sampling and hoses. */
const preparationH = 4

export const loadingStarts = {
  next: laterBy(arrivals.next, preparationH),
  second: laterBy(arrivals.second, preparationH),
}

export const loadingHours = (cargo: keyof typeof nominated): number => (24 * nominated[cargo]) / loadingRate

/** Metadata of an answer about tanks, ships and lines: no production day, and no share of something expected. */
export const logisticsMeta = (sources: Meta['sources'] = [sourceStates.tankGauging]): Meta =>
  productionMeta({ productionDay: null, coverage: null, provisional: false, sources })
