import type { OutcomeVerdict, RecommendationDetail, RecommendationOutcome, UnitSystem } from '@tieback/contracts'
import { addDays, dayBounds, lastWholeDay, listDays, productionDay, productionDayOf } from '@tieback/domain'
import { MockProblem } from '../mock-problem.ts'
import type { MockWorld } from '../mock-world.ts'
import type { ReadingTime } from '../reading/reading.ts'
import { shownAs } from '../reading/shown.ts'

/** Whole days after execution that an outcome is measured over. */
const measuredDays = 7

/** Days before it that tell what would have been without it. */
const fittedDays = 28

/** Distance of P10 and P90 from the median, in standard deviations. */
const tenthDeviations = 1.2816

interface Fit {
  readonly mean: number
  readonly deviation: number
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function fit(values: readonly number[]): Fit {
  const mean = meanOf(values)
  const squares = values.map((value) => (value - mean) ** 2)
  return { mean, deviation: Math.sqrt(meanOf(squares)) }
}

function verdictOf({ p10, p90 }: { p10: number; p90: number }): OutcomeVerdict {
  if (p10 > 0) return 'gain'
  return p90 < 0 ? 'loss' : 'no-effect'
}

const verdictTexts: Readonly<Record<OutcomeVerdict, string>> = {
  gain: 'The whole interval of the uplift lies above zero.',
  loss: 'The whole interval of the uplift lies below zero.',
  'no-effect': 'Zero lies within the interval of the uplift.',
  'not-measurable': 'Too little was measured since it was carried out.',
}

/** Oil of the advised wells a day, Sm³; null where one wasn't reported. */
function readActuals({ facts }: MockWorld, row: RecommendationDetail, days: readonly string[], asOf: Date) {
  const wells = new Set(row.affected.map(({ id }) => id))
  const [first, last] = [days.at(0), days.at(-1)]
  const read = first === undefined || last === undefined ? [] : facts.read(first, addDays(last, 1), asOf)
  const oil = read.filter(
    ({ nodeId, quantity, measure }) => wells.has(nodeId) && quantity === 'oil_production' && measure === 'allocated',
  )
  const byDay = Map.groupBy(oil, ({ day }) => day)
  return days.map((day) => {
    const values = (byDay.get(day) ?? []).map(({ value }) => value)
    return values.length === 0 || values.includes(null)
      ? null
      : values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
  })
}

/** What came of advice, against the days before it. Throws not-found for advice that wasn't carried out. */
export function measureOutcome(
  world: MockWorld,
  time: ReadingTime,
  row: RecommendationDetail,
  unitSystem: UnitSystem,
): RecommendationOutcome {
  const executed = row.history.find(({ to }) => to === 'executed')
  if (executed === undefined)
    throw new MockProblem('not-found', `${row.id} has not been carried out: nothing came of it yet.`)
  const { calendar } = world.field
  const firstDay = addDays(productionDayOf(calendar, new Date(executed.at)), 1)
  const end = [addDays(firstDay, measuredDays), addDays(lastWholeDay(calendar, time.asOf), 1)].toSorted()[0] ?? firstDay
  const days = listDays(firstDay, end)
  const before = listDays(addDays(firstDay, -1 - fittedDays), addDays(firstDay, -1))
  const actual = readActuals(world, row, days, time.asOf)
  const known = actual.filter((value) => value !== null)
  const history = readActuals(world, row, before, time.asOf).filter((value) => value !== null)
  const { unit, of, ofNullable } = shownAs('oil_production', unitSystem, 'rate')
  const { mean, deviation } = history.length === 0 ? { mean: 0, deviation: 0 } : fit(history)
  const canMeasure = known.length > 0 && history.length > 0
  const middle = canMeasure ? meanOf(known) - mean : 0
  const spread = canMeasure ? (tenthDeviations * deviation) / Math.sqrt(known.length) : 0
  const uplift = canMeasure ? { p10: of(middle - spread), p50: of(middle), p90: of(middle + spread) } : null
  const verdict = uplift === null ? 'not-measurable' : verdictOf(uplift)
  const column = (value: number): number[] => days.map(() => of(Math.max(0, value)))
  const expected = row.expected?.value ?? null
  return {
    recommendationId: row.id,
    state: row.state,
    executedAt: executed.at,
    measuredUntil: dayBounds(calendar, addDays(end, -1)).end.toISOString(),
    isFinal: days.length >= measuredDays,
    verdict,
    text: verdictTexts[verdict],
    quantity: 'oil_production',
    unit,
    periods: days.map((day) => {
      const { start, end: dayEnd, hours } = productionDay(calendar, day)
      return { label: day, start, end: dayEnd, hours }
    }),
    actual: actual.map(ofNullable),
    quality: actual.map((value) => (value === null ? 'missing' : 'good')),
    counterfactual: canMeasure
      ? {
          method: 'forecast-before',
          text: `The mean of the ${fittedDays} days before, with the spread of these days.`,
          fittedFrom: dayBounds(calendar, before[0] ?? firstDay).start.toISOString(),
          fittedTo: dayBounds(calendar, before.at(-1) ?? firstDay).end.toISOString(),
          quantiles: {
            levels: [0.1, 0.5, 0.9],
            values: [
              column(mean - tenthDeviations * deviation),
              column(mean),
              column(mean + tenthDeviations * deviation),
            ],
          },
        }
      : null,
    uplift,
    expected: ofNullable(expected),
    realised: expected === null || expected === 0 || !canMeasure ? null : middle / expected,
    confounders: [],
  }
}
