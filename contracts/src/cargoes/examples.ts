import type { ExamplesOf } from '../examples/examples-of.ts'
import { sourceStates } from '../examples/field.ts'
import {
  arrivals,
  berth,
  cargoes,
  density,
  grade,
  laterBy,
  laycans,
  loadingHours,
  loadingRate,
  loadingStarts,
  logisticsMeta,
  logisticsUnits,
  nominated,
  shares,
  tenth,
  terminal,
  vessels,
} from '../examples/logistics.ts'
import type { EquityShare } from '../logistics.ts'
import { betaProblemExamples } from '../examples/problems.ts'
import { cargoShort } from '../terminals/stock-example.ts'
import type { cargoRoutes } from './routes.ts'
import type { BillOfLading, Cargo, CargoEvent, NominatedVolume } from './schemas.ts'

const nominatedVolume = (volume: number): NominatedVolume => ({
  nominated: volume,
  minusShare: 0.05,
  plusShare: 0.05,
  option: 'seller',
  min: tenth(volume * 0.95),
  max: tenth(volume * 1.05),
})

const dollarsPerDay = { amount: 36_000, currency: 'USD' }
const excessHours = { p10: 0, p50: 0, p90: 1.5 }
const costOf = (hours: number) => (dollarsPerDay.amount * hours) / 24

const next: Cargo = {
  ...cargoes.next,
  status: 'en-route',
  terminal,
  berth,
  grade,
  lifter: 'Nordvik Energi',
  shares,
  nomination: { revision: 3, at: '2026-11-16T13:04:00.000Z', by: 'Nordvik Energi' },
  volume: nominatedVolume(nominated.next),
  laycan: laycans.next,
  vessel: {
    ...vessels.havternen,
    mmsi: '257999901',
    matched: 'imo',
    vetting: 'accepted',
    substitutes: vessels.lomvi,
  },
  destination: 'NL RTM',
  eta: { reference: 'berth', eta: arrivals.next, laycanMissed: 0.02, degraded: false },
  loading: {
    start: loadingStarts.next,
    end: laterBy(loadingStarts.next, loadingHours('next')),
    rate: loadingRate,
    volumeReady: { p10: '2026-11-19T09:30:00.000Z', p50: '2026-11-19T09:30:00.000Z', p90: '2026-11-19T09:30:00.000Z' },
    volumeShort: 0,
  },
  events: [],
  loaded: null,
  laytime: { allowed: 36, startedAt: null, stoppedAt: null, used: 0, excluded: 0 },
  demurrage: {
    ratePerDay: dollarsPerDay,
    probability: 0.14,
    excessHours,
    cost: { p10: costOf(excessHours.p10), p50: costOf(excessHours.p50), p90: costOf(excessHours.p90) },
    final: false,
  },
}

const second: Cargo = {
  ...next,
  ...cargoes.second,
  status: 'nominated',
  berth: null,
  lifter: 'Skjer Petroleum',
  nomination: { revision: 1, at: '2026-11-14T08:30:00.000Z', by: 'Skjer Petroleum' },
  volume: nominatedVolume(nominated.second),
  laycan: laycans.second,
  vessel: { ...vessels.skarven, mmsi: null, matched: 'name', vetting: 'pending', substitutes: null },
  destination: null,
  eta: { reference: 'berth', eta: arrivals.second, laycanMissed: 0.04, degraded: true },
  loading: {
    start: loadingStarts.second,
    end: laterBy(loadingStarts.second, loadingHours('second')),
    rate: loadingRate,
    volumeReady: cargoShort.readyAt,
    volumeShort: cargoShort.probability,
  },
  demurrage: null,
}

const event = (kind: CargoEvent['kind'], at: string, remark: string | null = null): CargoEvent => ({
  kind,
  at,
  berth: kind === 'notice-of-readiness-tendered' ? null : berth,
  sourceId: sourceStates.liftingProgramme.id,
  remark,
})

const metered = 90_106.1
const billed = 90_412.6

/** Two days after the ship sailed, in tonnes: each shipper's part. */
const billOfLading = ({ company, share }: EquityShare, index: number): BillOfLading => ({
  number: `HAV-116-${index + 1}`,
  date: '2026-11-13',
  shipper: company,
  volume: tenth(billed * share),
  stated: {
    value: tenth((billed * share * density) / 1_000),
    unit: { unit: 't', reference: null, basis: null, label: 't' },
    massBasis: 'vacuum',
  },
  receivedAt: '2026-11-15T12:44:00.000Z',
})

const noHours = { p10: 0, p50: 0, p90: 0 }

const lifted: Cargo = {
  ...next,
  ...cargoes.lifted,
  status: 'closed',
  nomination: { revision: 2, at: '2026-11-05T10:12:00.000Z', by: 'Nordvik Energi' },
  volume: nominatedVolume(90_000),
  laycan: laycans.lifted,
  vessel: { ...vessels.lomvi, mmsi: '257999903', matched: 'imo', vetting: 'accepted', substitutes: null },
  eta: null,
  loading: null,
  events: [
    event('notice-of-readiness-tendered', '2026-11-12T03:05:00.000Z'),
    event('all-fast', '2026-11-12T08:10:00.000Z'),
    event('loading-commenced', '2026-11-12T11:20:00.000Z'),
    event('loading-completed', '2026-11-13T05:50:00.000Z'),
    event('hoses-disconnected', '2026-11-13T06:40:00.000Z'),
    event('sailed', '2026-11-13T09:30:00.000Z', 'Pilot delayed by 40 minutes'),
  ],
  loaded: {
    billsOfLading: shares.map(billOfLading),
    billed,
    metered,
    meteredQuality: 'good',
    difference: tenth(billed - metered),
    differenceShare: (billed - metered) / metered,
    ship: 90_188.3,
  },
  laytime: {
    allowed: 36,
    startedAt: '2026-11-12T08:10:00.000Z',
    stoppedAt: '2026-11-13T06:40:00.000Z',
    used: 22.5,
    excluded: 0,
  },
  demurrage: { ratePerDay: dollarsPerDay, probability: 0, excessHours: noHours, cost: noHours, final: true },
}

export const cargoExamples: ExamplesOf<typeof cargoRoutes> = {
  listCargoes: {
    request: { query: { terminal: terminal.id } },
    200: {
      data: { units: logisticsUnits, cargoes: [lifted, next, second], nextCursor: null },
      meta: logisticsMeta([sourceStates.tankGauging, sourceStates.liftingProgramme, sourceStates.vesselPositions]),
    },
    ...betaProblemExamples,
  },
}
