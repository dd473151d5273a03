import type { ExamplesOf } from '../examples/examples-of.ts'
import { exampleAsOf, nodes, sourceStates } from '../examples/field.ts'
import {
  cargoes,
  density,
  grade,
  hoursAhead,
  laycans,
  loadingHours,
  loadingStarts,
  logisticsMeta,
  logisticsUnits,
  nominated,
  pipelines,
  reading,
  receiptRate,
  shares,
  tanks,
  tenth,
  terminal,
  vessels,
} from '../examples/logistics.ts'
import { betaProblemExamples, betaProblemExamplesWithNotFound } from '../examples/problems.ts'
import { linefillVolume } from '../pipelines/oil-example.ts'
import type { Endurance } from './endurance.ts'
import { exampleTanks, from, jetty, to } from './plant-example.ts'
import type { terminalRoutes } from './routes.ts'
import type { GradeStock, Movement, StockBalance, StockPosition, Terminal } from './schemas.ts'
import { deadStock, maxOperating, projection, stockNow, tankLimits } from './stock-example.ts'

const havnes: Terminal = {
  ...terminal,
  kind: 'tank-farm',
  locode: null,
  position: { latitude: 60.8102, longitude: 5.0314 },
  timeZone: 'Europe/Oslo',
  owners: shares,
  pipelines: [pipelines.oil],
  supplies: [nodes.tindrevik],
}

const ullageVolume = maxOperating - stockNow
const available = stockNow - deadStock

const stock: StockPosition = {
  at: '2026-11-19T09:28:00.000Z',
  quality: 'good',
  stock: stockNow,
  deadStock,
  held: 0,
  available,
  maxOperating,
  ullageVolume,
  usableUllageVolume: ullageVolume,
  workingCapacity: maxOperating - 2 * tankLimits.minOperating,
}

const horizonDays = 14
const liftingRate = tenth((nominated.next + nominated.second) / horizonDays)

const endurance: Endurance = {
  toFull: { state: 'not-limiting', days: null, formula: 'ullageVolume ÷ (receiptRate − liftingRate)' },
  withoutLifting: { state: 'limiting', days: ullageVolume / receiptRate.p50, formula: 'ullageVolume ÷ receiptRate' },
  toEmpty: {
    state: 'limiting',
    days: available / (liftingRate - receiptRate.p50),
    formula: 'availableStock ÷ (liftingRate − receiptRate)',
  },
  inputs: {
    at: '2026-11-19T09:28:00.000Z',
    ullageVolume,
    availableStock: available,
    receiptRate: receiptRate.p50,
    receiptRateBasis: 'forecast',
    receiptRateNow: 7_394.1,
    liftingRate,
    horizonDays,
  },
}

/** By day from the 12th, and what has come since five this morning. */
const receipts = [8_481.3, 8_478, 8_212.4, 8_470.2, 8_466.9, 7_702.6, 7_391.2, 1_386.4]
const lifted = 90_106.1
const opening = 194_518.3
const received = tenth(receipts.reduce((sum, volume) => sum + volume, 0))

const balance: StockBalance = {
  from,
  to: exampleAsOf,
  opening,
  receipts: received,
  liftings: lifted,
  adjustments: 0,
  closing: stockNow,
  unaccounted: tenth(stockNow - (opening + received - lifted)),
}

const receipt = (volume: number, index: number): Movement => ({
  kind: 'receipt',
  phase: index === receipts.length - 1 ? 'running' : 'actual',
  grade,
  start: hoursAhead(24 * index, from),
  end: hoursAhead(24 * (index + 1), from),
  volume,
  quality: 'good',
  tanks: [tanks.t2],
  pipeline: pipelines.oil,
  cargo: null,
})

const lifting = (cargo: 'next' | 'second'): Movement => ({
  kind: 'lifting',
  phase: 'planned',
  grade,
  start: loadingStarts[cargo].p50,
  end: hoursAhead(loadingHours(cargo), loadingStarts[cargo].p50),
  volume: -nominated[cargo],
  quality: 'estimated',
  tanks: [],
  pipeline: null,
  cargo: cargoes[cargo],
})

const pastLifting: Movement = {
  ...lifting('next'),
  phase: 'actual',
  start: '2026-11-12T11:20:00.000Z',
  end: '2026-11-13T05:50:00.000Z',
  volume: -lifted,
  quality: 'good',
  tanks: [tanks.t1, tanks.t3],
  cargo: cargoes.lifted,
}

const movements = [...receipts.map(receipt), pastLifting, lifting('next'), lifting('second')].sort((a, b) =>
  a.start < b.start ? -1 : 1,
)

const gradeStock: GradeStock = {
  grade,
  density,
  stock,
  owners: shares.map(({ company, share }, index) => ({
    company,
    share,
    stock: tenth(stockNow * share),
    overLift: index === 0 ? 4_120.5 : -4_120.5,
  })),
  endurance,
  balance,
  projection,
  projectionRefused: null,
}

const sources = [sourceStates.tankGauging, sourceStates.liftingProgramme, sourceStates.vesselPositions]

export const terminalExamples: ExamplesOf<typeof terminalRoutes> = {
  listTerminals: {
    request: { query: {} },
    200: {
      data: {
        units: logisticsUnits,
        terminals: [
          {
            terminal: havnes,
            stock,
            endurance,
            nextLifting: {
              cargo: cargoes.next,
              grade,
              vessel: vessels.havternen,
              volume: nominated.next,
              laycan: laycans.next,
              loadingStart: loadingStarts.next,
            },
          },
        ],
        nextCursor: null,
      },
      meta: logisticsMeta(sources),
    },
    ...betaProblemExamples,
  },
  readTerminalOperations: {
    request: { params: { id: terminal.id }, query: { from, to } },
    200: {
      data: {
        units: logisticsUnits,
        terminal: havnes,
        from,
        to,
        tanks: exampleTanks,
        berths: [jetty],
        stock,
        grades: [gradeStock],
        movements,
        linefill: [{ pipeline: pipelines.oil, grade, volume: reading(linefillVolume) }],
      },
      meta: logisticsMeta(sources),
    },
    ...betaProblemExamplesWithNotFound,
  },
}
