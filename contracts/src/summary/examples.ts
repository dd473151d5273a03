import type { ExamplesOf } from '../examples/examples-of.ts'
import { exampleDay, nodes, productionMeta, sourceStates, units } from '../examples/field.ts'
import { commonProblemExamples } from '../examples/problems.ts'
import { dailyActual, figure, kpi, noFigure, producedKpis, sumReported, wellsOf } from '../examples/production.ts'
import type { summaryRoutes } from './routes.ts'
import type { SummaryTile } from './schemas.ts'

const tindrevikKpis = producedKpis(wellsOf.tindrevik, 1)

const tindrevik: SummaryTile = {
  node: nodes.tindrevik,
  kpi: tindrevikKpis[0],
  others: tindrevikKpis.slice(1),
  sparkline: dailyActual(wellsOf.tindrevik, 'oil_production'),
  now: { value: 7391.5, unit: units.rate, at: '2026-11-19T08:40:00.000Z', quality: 'stale', coverage: 1 },
  last: null,
  provisional: true,
  sourceIds: ['ec-offshore', 'pi-offshore'],
}

const solmarkGas = kpi(
  'gas_production',
  figure(4_212_600, 0.92),
  { ...figure(4_300_000, 1, 'approved'), quality: 'estimated', coverage: null },
  { ...figure(4_450_000, 1, 'approved'), quality: 'estimated', coverage: null },
)

/** A gas asset: one figure is refused because too little of it was reported. */
const solmark: SummaryTile = {
  node: nodes.solmark,
  kpi: solmarkGas,
  others: [
    kpi('water_production', {
      ...figure(null, 0.4),
      refused: { reason: 'not-enough-data', coverage: 0.4, threshold: 0.5 },
    }),
  ],
  sparkline: [
    4_301_200,
    4_296_800,
    4_290_100,
    4_288_700,
    4_281_500,
    null,
    4_270_900,
    4_266_300,
    4_259_800,
    4_251_400,
    4_240_600,
    4_233_900,
    4_221_700,
    4_212_600,
  ],
  now: { value: null, unit: units.rate, at: null, quality: 'missing', coverage: 0 },
  last: null,
  provisional: true,
  sourceIds: ['ec-offshore', 'pi-offshore'],
}

/** Known from an import that ended years ago. */
const gamlegrunn: SummaryTile = {
  node: nodes.gamlegrunn,
  kpi: kpi('oil_production', noFigure),
  others: [],
  sparkline: Array.from({ length: 14 }, () => null),
  now: null,
  last: { day: '2016-09-17', grain: 'day', value: 1012.4 },
  provisional: false,
  sourceIds: ['archive-import'],
}

const [oil, gas, water] = tindrevikKpis
/** Tindrevik and Solmark weigh alike here: the mean of 1 and 0.92. */
const gasOfBoth = figure(sumReported([gas.actual.value, solmarkGas.actual.value]), 0.96)

export const summaryExamples: ExamplesOf<typeof summaryRoutes> = {
  readSummary: {
    request: { query: { day: exampleDay.day, unitSystem: 'metric' } },
    200: {
      data: {
        day: exampleDay,
        unitSystem: 'metric',
        total: [oil, kpi('gas_production', gasOfBoth), water],
        now: tindrevik.now,
        tiles: [tindrevik, solmark, gamlegrunn],
      },
      meta: productionMeta({ sources: [sourceStates.archive, sourceStates.energyComponents, sourceStates.pi] }),
    },
    ...commonProblemExamples,
  },
}
