import type { Calibration, ForecastBacktest, MethodError, ThirdError } from '@tieback/contracts'
import { levels, project } from './model.ts'

/** Steps of each earlier forecast, and how many of them there are. */
export const backtestSteps = 12
export const originCount = 8
export const everySteps = 7

/** Days before the first origin that its forecast learns from. */
export const learnedDays = 60

/** One step of one earlier forecast, beside what came. */
interface Step {
  readonly origin: number
  readonly step: number
  readonly actual: number
  readonly said: Readonly<Record<Method, number>>
  readonly quantiles: readonly number[]
}

const methods = ['model', 'naive', 'seasonal-naive', 'naive2'] as const
type Method = (typeof methods)[number]

const thirds = ['first', 'middle', 'last'] as const

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

const ratio = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : part / whole

/** Every step of every earlier forecast that has come, oldest origin first. */
function listSteps(daily: readonly (number | null)[]): Step[] {
  return Array.from({ length: originCount }, (_, index) => learnedDays + index * everySteps).flatMap(
    (origin, index) => {
      const history = daily.slice(0, origin)
      const last = history.findLast((value) => value !== null) ?? null
      if (last === null) return []
      const { median, quantiles } = project(history, backtestSteps)
      return median.flatMap((value, step): Step[] => {
        const actual = daily[origin + step] ?? null
        if (actual === null) return []
        // A week ago is a season; beyond a week, the last one that was known then.
        const weekAgo = history.at((step % 7) - 7) ?? last
        const said = { model: value, naive: last, 'seasonal-naive': weekAgo, naive2: last }
        return [{ origin: index, step, actual, said, quantiles: quantiles.map((column) => column[step] ?? 0) }]
      })
    },
  )
}

const smapeOf = (steps: readonly Step[], method: Method): number | null =>
  mean(
    steps.map(({ actual, said }) => {
      const size = Math.abs(actual) + Math.abs(said[method])
      return size === 0 ? 0 : (200 * Math.abs(actual - said[method])) / size
    }),
  )

const absoluteErrorOf = (steps: readonly Step[], method: Method): number | null =>
  mean(steps.map(({ actual, said }) => Math.abs(actual - said[method])))

/** Mean pinball loss over the levels. */
const pinballOf = (steps: readonly Step[]): number | null =>
  mean(
    steps.flatMap(({ actual, quantiles }) =>
      quantiles.map((quantile, index) => {
        const level = levels[index] ?? 0.5
        return actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual)
      }),
    ),
  )

function errorOf(steps: readonly Step[], method: Method, scale: number | null): Omit<MethodError, 'method'> {
  const mase = ratio(absoluteErrorOf(steps, method), scale)
  const smape = smapeOf(steps, method)
  const naiveMase = ratio(absoluteErrorOf(steps, 'naive2'), scale)
  const [a, b] = [ratio(smape, smapeOf(steps, 'naive2')), ratio(mase, naiveMase)]
  return {
    mase,
    smape,
    owa: a === null || b === null ? null : (a + b) / 2,
    pinball: method === 'model' ? pinballOf(steps) : null,
    msis: null,
  }
}

/** Which third of the horizon a step is in. */
const thirdOf = (step: number): (typeof thirds)[number] =>
  thirds[Math.min(2, Math.floor((3 * step) / backtestSteps))] ?? 'last'

/** How often the band between two levels held what came. */
function calibrate(steps: readonly Step[], nominal: number, third: Calibration['third']): Calibration {
  const own = third === 'all' ? steps : steps.filter(({ step }) => thirdOf(step) === third)
  const low = levels.findIndex((level) => Math.abs(level - (1 - nominal) / 2) < 1e-9)
  const held = own.filter(({ actual, quantiles }) => {
    const [bottom, top] = [quantiles[low] ?? 0, quantiles[levels.length - 1 - low] ?? 0]
    return bottom <= actual && actual <= top
  })
  return { nominal, third, covered: ratio(held.length, own.length), count: own.length }
}

export type BacktestNumbers = Pick<ForecastBacktest, 'methods' | 'thirds' | 'calibration'> & {
  readonly worst: readonly { readonly origin: number; readonly smape: number }[]
}

/**
 * What the model would have said on earlier days, against what came. Pinball losses are in the unit of the numbers given.
 *
 * daily  `learnedDays` before the first origin, and on to the end of the last forecast
 */
export function backtest(daily: readonly (number | null)[]): BacktestNumbers {
  const steps = listSteps(daily)
  const known = daily.filter((value) => value !== null)
  const scale = mean(known.slice(1).map((value, index) => Math.abs(value - (known[index] ?? value))))
  const byOrigin = [...Map.groupBy(steps, ({ origin }) => origin)]
  const partOf = (third: (typeof thirds)[number], index: number): ThirdError => ({
    ...errorOf(
      steps.filter(({ step }) => thirdOf(step) === third),
      'model',
      scale,
    ),
    third,
    fromStep: (index * backtestSteps) / 3 + 1,
    toStep: ((index + 1) * backtestSteps) / 3,
  })
  return {
    methods: methods.map((method) => ({ method, ...errorOf(steps, method, scale) })),
    thirds: thirds.map(partOf),
    calibration: [0.8, 0.5].flatMap((nominal) =>
      (['all', ...thirds] as const).map((third) => calibrate(steps, nominal, third)),
    ),
    worst: byOrigin
      .map(([origin, own]) => ({ origin, smape: smapeOf(own, 'model') ?? 0 }))
      .toSorted((a, b) => b.smape - a.smape)
      .slice(0, 3),
  }
}
