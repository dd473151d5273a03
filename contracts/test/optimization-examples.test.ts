import { describe, expect, it } from 'vitest'
import { apiExamples } from '../src/examples.ts'
import type { ConstraintResult, OptimizationResult, PhaseRates } from '../src/index.ts'
import { closeTo, sum } from './example-checks.ts'

const phases = ['oil', 'gas', 'water'] as const

const { optimization, performance } = apiExamples

describe('the optimum that the examples show', () => {
  const advised = optimization.readOptimizationRecommendations[200].data.result
  const run = optimization.getScenarioRun[200].data
  const comparison = optimization.compareScenarioRuns[200].data
  const results: [name: string, OptimizationResult][] = [
    ['the advice', advised],
    ...(run.result === null ? [] : [['the run', run.result] satisfies [string, OptimizationResult]]),
  ]

  const limitOf = ({ constraints }: OptimizationResult, kind: ConstraintResult['kind']) =>
    constraints.find((constraint) => constraint.kind === kind)

  it('comes as advice and as a run', () => {
    expect(results).toHaveLength(2)
  })

  it.each(results)('%s sums its wells to its totals', (_name, { moves, held, current, proposed, delta }) => {
    for (const phase of phases) {
      const still = held.map(({ rates }) => rates[phase])
      expect(sum([...moves.map((move) => move.current[phase]), ...still])).toEqual(closeTo(current[phase]))
      expect(sum([...moves.map((move) => move.proposed[phase]), ...still])).toEqual(closeTo(proposed[phase]))
      expect(delta[phase]).toEqual(closeTo(proposed[phase] - current[phase]))
      for (const move of moves) expect(move.delta[phase]).toEqual(closeTo(move.proposed[phase] - move.current[phase]))
    }
  })

  it.each(results)('%s starts from what the wells gave on the last day', (_name, { current }) => {
    expect(current.oil).toEqual(closeTo(performance.readHubPerformance[200].data.series[0]?.values.at(-1)))
  })

  it.each(results)('%s ranks its moves, whose gains add up to the gain', (_name, result) => {
    expect(result.moves.map(({ rank }) => rank)).toStrictEqual(result.moves.map((_, index) => index + 1))
    let gain = 0
    for (const { delta, upliftCumulative, direction } of result.moves) {
      gain += delta.oil
      expect(upliftCumulative).toEqual(closeTo(gain))
      expect(direction).toBe(delta.oil > 0 ? 'raise' : 'cut')
    }
    expect(result.versusCurrent.value).toEqual(closeTo(gain))
    for (const uplift of [result.versusCurrent, result.versusReference]) {
      expect(uplift?.value).toEqual(closeTo(result.objective.value - (uplift?.objective ?? Number.NaN)))
      expect(uplift?.band.p10).toBeLessThan(uplift?.band.p50 ?? Number.NaN)
      expect(uplift?.band.p50).toBeLessThan(uplift?.band.p90 ?? Number.NaN)
    }
  })

  it.each(results)('%s breaks no constraint, and says which it is at', (_name, { constraints, proposed, moves }) => {
    for (const { activity, limit, slack, isBinding, price } of constraints) {
      expect(activity).toBeLessThanOrEqual(limit)
      expect(slack).toEqual(closeTo(limit - activity))
      expect(isBinding).toBe(slack === 0)
      if (!isBinding) expect(price).toBe(0)
    }
    expect(constraints.find(({ kind }) => kind === 'gas-capacity')?.activity).toBe(proposed.gas)
    expect(constraints.find(({ kind }) => kind === 'water-handling')?.activity).toBe(proposed.water)
    for (const { key, activity } of constraints.filter(({ kind }) => kind === 'well-rate')) {
      expect(activity).toBe(moves.find(({ well }) => key.startsWith(well.name))?.proposed.oil)
    }
  })

  it.each(results)(
    '%s is the best there is: its prices pay exactly for its oil, and no well is worth more',
    (_name, result) => {
      // Duality: prices that pay for every well at least its oil bound what any rates can give; equality proves both.
      expect(sum(result.constraints.map(({ price, limit }) => price * limit))).toEqual(
        closeTo(result.objective.value, 2),
      )
      for (const { well, current } of result.moves) {
        const share = (rates: PhaseRates, phase: 'gas' | 'water') => rates[phase] / rates.oil
        const own = result.constraints.find(({ subject, kind }) => kind === 'well-rate' && subject?.id === well.id)
        const paid =
          share(current, 'gas') * (limitOf(result, 'gas-capacity')?.price ?? 0) +
          share(current, 'water') * (limitOf(result, 'water-handling')?.price ?? 0) +
          (own?.price ?? 0)
        expect(paid).toEqual(closeTo(1, 5))
      }
    },
  )

  it('prices gas up to where the first well comes to its potential', () => {
    const gas = limitOf(advised, 'gas-capacity')
    const [a1, a2, b1] = ['A-01', 'A-02', 'B-01'].map((name) => advised.moves.find(({ well }) => well.name === name))
    const water = limitOf(advised, 'water-handling')?.limit ?? Number.NaN
    const ratio = (move: typeof a1, phase: 'gas' | 'water') => (move?.current[phase] ?? 0) / (move?.current.oil ?? 1)
    const potential = limitOf(advised, 'well-rate')?.limit ?? Number.NaN
    const a1Potential = advised.constraints.find(({ subject }) => subject?.id === a1?.well.id)?.limit ?? Number.NaN
    const a2Rate = (water - ratio(b1, 'water') * potential - ratio(a1, 'water') * a1Potential) / ratio(a2, 'water')
    const gasThere = ratio(a1, 'gas') * a1Potential + ratio(a2, 'gas') * a2Rate + ratio(b1, 'gas') * potential
    expect(gas?.priceValid?.to).toEqual(closeTo(gasThere, 0))
    // More than that is worth nothing: the scenario with 8,000 more ends there.
    expect(limitOf(results[1]?.[1] ?? advised, 'gas-capacity')?.activity).toEqual(closeTo(gasThere, 0))
    const gain = (gasThere - (gas?.limit ?? 0)) * (gas?.price ?? 0)
    expect((run.result?.objective.value ?? 0) - advised.objective.value).toEqual(closeTo(gain, 1))
  })

  it.each(results)('%s keeps every limit inside the range of its price', (_name, { constraints }) => {
    for (const { limit, price, priceValid } of constraints) {
      expect(price !== 0).toBe(priceValid !== null)
      expect(priceValid?.from ?? -Infinity).toBeLessThan(limit)
      expect(priceValid?.to ?? Infinity).toBeGreaterThan(limit)
    }
  })

  it('compares as many columns as runs, with the figures of their results', () => {
    const count = comparison.runs.length
    const columns = [
      ...comparison.kpis.map(({ values }) => values),
      ...comparison.wells.map(({ proposed }) => proposed),
      ...comparison.constraints.flatMap(({ limits, activities, prices }) => [limits, activities, prices]),
    ]
    expect(columns.map((column) => column.length)).toStrictEqual(columns.map(() => count))
    for (const [index, { status, infeasibility }] of comparison.runs.entries()) {
      expect(infeasibility !== null).toBe(status === 'infeasible')
      const oil = comparison.kpis.find(({ key }) => key === 'oil')?.values[index] ?? null
      const wells = comparison.wells.map(({ proposed }) => proposed[index]?.oil ?? null)
      if (status === 'solved') expect(sum(wells)).toEqual(closeTo(oil))
      else expect([oil, ...wells]).toStrictEqual([oil, ...wells].map(() => null))
    }
    expect(comparison.kpis[0]?.values.slice(0, 2)).toStrictEqual(results.map(([, { objective }]) => objective.value))
  })

  it('relaxes one of the limits that conflict, so far that they meet', () => {
    const { conflicting = [], relaxation } = comparison.runs.at(-1)?.infeasibility ?? {}
    const [relaxed] = relaxation ?? []
    const [atMost, atLeast] = ['at-most', 'at-least'].map((sense) => conflicting.find((one) => one.sense === sense))
    expect(atLeast?.limit).toBeGreaterThan(atMost?.limit ?? Number.NaN)
    expect(relaxed).toMatchObject({ key: atLeast?.key, from: atLeast?.limit, to: atMost?.limit })
    expect(atLeast?.isRelaxable).toBe(true)
  })

  it('runs the version of the scenario that it names', () => {
    const scenario = optimization.getScenario[200].data
    expect(run).toMatchObject({ scenarioId: scenario.id, scenarioVersion: scenario.version })
    expect(optimization.startScenarioRun[202].data).toMatchObject({ id: run.id, status: 'queued', result: null })
    const [override] = scenario.constraintOverrides
    expect(run.result?.constraints.find(({ key }) => key === override?.key)?.limit).toBe(override?.limit)
  })
})
