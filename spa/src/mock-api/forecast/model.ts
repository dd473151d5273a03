/** Levels of a forecast, and how many standard deviations each lies from the median. */
export const levels = [0.1, 0.25, 0.5, 0.75, 0.9] as const
const deviations = [-1.2816, -0.6745, 0, 0.6745, 1.2816] as const

/** Steps of history that a forecast needs. */
export const neededSteps = 28

const levelDays = 7
const recentDays = 15
const trendDays = 45

/** A daily rate of change is never carried further than this. */
const trendMax = 0.004

export interface Projection {
  readonly level: number
  /** By step. */
  readonly median: readonly number[]
  /** By level, then by step. */
  readonly quantiles: readonly (readonly number[])[]
}

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

function middleOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** Change a day, as a share, from the days before the recent ones to these. */
function trendOf(values: readonly number[]): number {
  const recent = meanOf(values.slice(-recentDays))
  const before = meanOf(values.slice(-trendDays, -recentDays))
  if (recent <= 0 || before <= 0) return 0
  const change = Math.log(recent / before) / ((trendDays - recentDays) / 2 + recentDays / 2)
  return Math.max(-trendMax, Math.min(trendMax, change))
}

/** The level of the last week, carried on with its trend; the band is as wide as the last month was uneasy, and widens with the root of time. */
export function project(history: readonly (number | null)[], steps: number): Projection {
  const known = history.filter((value) => value !== null)
  const level = middleOf(known.slice(-levelDays))
  const trend = trendOf(known)
  const recent = known.slice(-neededSteps)
  const mean = meanOf(recent)
  const deviation = Math.sqrt(meanOf(recent.map((value) => (value - mean) ** 2)))
  const median = Array.from({ length: steps }, (_, step) => level * Math.exp(trend * (step + 1)))
  const quantiles = deviations.map((distance) =>
    median.map((value, step) => Math.max(0, value + distance * deviation * Math.sqrt(1 + step / 10))),
  )
  return { level, median, quantiles }
}
