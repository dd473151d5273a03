import { ids, rounded, subjectOf } from '../examples/advice.ts'
import { nodes, units } from '../examples/field.ts'
import type { Period } from '../performance/schemas.ts'
import type { ForecastModel, ForecastSummary } from './schemas.ts'

const exampleModel: ForecastModel = { name: 'production-ensemble', version: '1.4.0' }

export const exampleLevels = [0.1, 0.25, 0.5, 0.75, 0.9]

/** Days of the two vintages: each reaches a week ahead. */
const horizonSteps = 7

export const daysFrom = (first: string, count: number): Period[] =>
  Array.from({ length: count }, (_, index) => {
    const start = Date.parse(`${first}T05:00:00.000Z`) + index * 86_400_000
    return {
      label: new Date(start).toISOString().slice(0, 10),
      start: new Date(start).toISOString(),
      end: new Date(start + 86_400_000).toISOString(),
      hours: 24,
    }
  })

/** The parts of the median of the newest forecast: the hub as it is, its decline, and A-03 back on the 22nd in the afternoon. */
export const newestParts = {
  level: Array.from({ length: horizonSteps }, () => 7_405.2),
  decline: Array.from({ length: horizonSteps }, (_, step) => rounded(-3.8 * (step + 1), 1)),
  plan: [0, 0, 0, 420, 1_130, 1_130, 1_130],
}

const newestMedian = newestParts.level.map((level, step) =>
  rounded(level + (newestParts.decline[step] ?? 0) + (newestParts.plan[step] ?? 0), 1),
)
const earlierMedian = Array.from({ length: horizonSteps }, (_, step) => rounded(8_571.3 - 4.1 * (step + 1), 1))

/** The low side is wider: wells trip, and never give more than they have. */
function bandsAround(median: readonly number[], lowBy: (step: number) => number): number[][] {
  const column = (share: number, by: (step: number) => number) =>
    median.map((value, step) => rounded(value + share * by(step), 1))
  const highBy = (step: number) => 62 + 9 * step
  return [column(-1, lowBy), column(-0.4, lowBy), [...median], column(0.45, highBy), column(1, highBy)]
}

/** From the 22nd on the low side holds that A-03 may stay down. */
export const newestColumns = {
  levels: exampleLevels,
  values: bandsAround(newestMedian, (step) => 96 + 14 * step + 0.9 * (newestParts.plan[step] ?? 0)),
}
export const earlierColumns = { levels: exampleLevels, values: bandsAround(earlierMedian, (step) => 110 + 16 * step) }

export const newestPeriods = daysFrom('2026-11-19', horizonSteps)
export const earlierPeriods = daysFrom('2026-11-12', horizonSteps)

const dayStart = (day: string) => `${day}T05:00:00.000Z`

export const newestOil: ForecastSummary = {
  id: ids.oilForecast,
  subject: subjectOf(nodes.tindrevikNorth),
  quantity: 'oil_production',
  unit: units.volume,
  granularity: 'day',
  issuedAt: '2026-11-19T05:41:12.000Z',
  model: exampleModel,
  horizon: { from: dayStart('2026-11-19'), to: dayStart('2026-11-26'), steps: horizonSteps },
  history: {
    from: dayStart('2025-10-15'),
    to: dayStart('2026-11-19'),
    steps: 400,
    missingSteps: 3,
    beginsAfter: null,
  },
  levels: exampleLevels,
  owa: 0.82,
  refused: null,
}

export const earlierOil: ForecastSummary = {
  ...newestOil,
  id: ids.earlierOilForecast,
  issuedAt: '2026-11-12T05:40:37.000Z',
  horizon: { from: dayStart('2026-11-12'), to: dayStart('2026-11-19'), steps: horizonSteps },
  history: { ...newestOil.history, to: dayStart('2026-11-12'), steps: 393, missingSteps: 2 },
  owa: 0.81,
}

export const refusedWater: ForecastSummary = {
  ...newestOil,
  id: ids.waterForecast,
  quantity: 'water_production',
  issuedAt: '2026-11-19T05:41:13.000Z',
  history: {
    ...newestOil.history,
    from: dayStart('2026-08-14'),
    steps: 97,
    missingSteps: 6,
    beginsAfter: 'Water meter of Tindrevik A replaced on 2026-08-13',
  },
  owa: null,
  refused: {
    reason: 'too-little-history',
    detail: '91 usable days since the water meter was replaced; 180 are needed, which will be there in February.',
    usableSteps: 91,
    neededSteps: 180,
  },
}
