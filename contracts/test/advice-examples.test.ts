import { describe, expect, it } from 'vitest'
import { apiExamples } from '../src/examples.ts'
import type { AlertDetail, RecommendationDetail } from '../src/index.ts'
import { closeTo, expectNoCrossing, noColumns, sum } from './example-checks.ts'

const { alerts, optimization, recommendations, performance, terminals, live } = apiExamples

describe('the alerts that the examples show', () => {
  const { alerts: listed, counts } = alerts.listAlerts[200].data
  const details: [name: string, AlertDetail][] = Object.entries(alerts).flatMap(([name, answers]) => {
    const { data } = answers[200]
    return 'history' in data ? [[name, data]] : []
  })

  it('are counted by severity, the most severe first', () => {
    const order = ['critical', 'high', 'medium', 'low'] as const
    for (const severity of order) {
      expect(listed.filter((alert) => alert.severity === severity)).toHaveLength(counts[severity])
    }
    const ranks = listed.map(({ severity }) => order.indexOf(severity))
    expect(ranks).toStrictEqual(ranks.toSorted((a, b) => a - b))
  })

  it.each(details)('%s tells a life without a break, which ends in its state', (_name, { history, ...alert }) => {
    for (const [index, { version, from, at }] of history.entries()) {
      expect(version).toBe(index + 1)
      expect(from).toBe(history[index - 1]?.to ?? null)
      expect(at >= (history[index - 1]?.at ?? at)).toBe(true)
    }
    expect(history.at(-1)).toMatchObject({ version: alert.version, to: alert.state, at: alert.changedAt })
  })

  it.each(details)(
    '%s has a time on the shelf only while it is there, and no act left when it is closed',
    (_n, alert) => {
      expect(alert.shelvedUntil !== null).toBe(alert.state === 'shelved')
      expect(alert.actions.length === 0).toBe(alert.state === 'closed')
      expect(alert.returnedAt === null || alert.returnedAt <= alert.changedAt).toBe(true)
    },
  )

  it('hold: what is compared lies on the bad side of its limit, unless it is forecast to', () => {
    for (const { condition } of listed) {
      const { value, limit, badWhen, forecast } = condition
      if (value === null || limit === null) continue
      const isBad = badWhen === 'above' ? value >= limit : value <= limit
      expect(isBad).toBe(forecast === null)
    }
  })

  it('warn of the tank top that the terminal projects', () => {
    const { terminal, grades } = terminals.readTerminalOperations[200].data
    const warning = listed.find(({ rule }) => rule.kind === 'forecast')
    expect(warning?.subject).toStrictEqual({ id: terminal.id, kind: 'terminal', name: terminal.name })
    expect(warning?.condition.forecast?.reachesLimitAt).toBe(grades[0]?.projection?.tankTop.at.p10)
    expect(warning?.condition.value).toBe(grades[0]?.stock.stock)
    expect(warning?.condition.limit).toBe(grades[0]?.stock.maxOperating)
  })

  it('are those that the live stream raises', () => {
    const raised = listed.find(({ rule }) => rule.kind === 'forecast')
    expect(live.streamLive[200]).toContain(`"alertId":"${raised?.id ?? 'none'}","version":1`)
    expect(live.streamLive[200]).toContain(`"title":"${raised?.title ?? 'none'}"`)
  })

  it('point at advice that is in the ledger', () => {
    const known = recommendations.listRecommendations[200].data.recommendations.map(({ id }) => id)
    const pointed = listed.flatMap(({ recommendationIds }) => recommendationIds)
    expect(pointed.length).toBeGreaterThan(0)
    expect(known).toEqual(expect.arrayContaining(pointed))
  })
})

describe('the advice that the examples show', () => {
  const proposed = recommendations.getRecommendation[200].data
  const decided = recommendations.decideRecommendation[201].data
  const outcome = recommendations.readRecommendationOutcome[200].data
  const listed = recommendations.listRecommendations[200].data.recommendations
  const { result, recommendationId } = optimization.readOptimizationRecommendations[200].data

  it('is what the optimiser found', () => {
    expect(proposed.id).toBe(recommendationId)
    expect(proposed.expected?.value).toBe(result.versusCurrent.value)
    expect(proposed.steps.map(({ setpoint }) => setpoint)).toStrictEqual(
      result.moves.flatMap(({ setpoints }) => setpoints),
    )
  })

  it.each([
    ['the proposed', proposed],
    ['the decided', decided],
  ] satisfies [string, RecommendationDetail][])('%s tells a life without a break', (_name, { history, ...advice }) => {
    for (const [index, { version, from }] of history.entries()) {
      expect(version).toBe(index + 1)
      expect(from).toBe(history[index - 1]?.to ?? null)
    }
    expect(history.at(-1)).toMatchObject({ version: advice.version, to: advice.state, at: advice.changedAt })
  })

  it('is decided on steps that it has, while it could be', () => {
    const [decision] = decided.decided
    expect(decided.steps.map(({ key }) => key)).toEqual(expect.arrayContaining(decision?.stepKeys ?? ['none']))
    expect(proposed.decisions).toContain(decision?.kind)
    expect((decision?.at ?? '') < decided.expiresAt).toBe(true)
    expect(decided.decisions).toStrictEqual([])
  })

  it('stands in the list as it does by itself, latest change first', () => {
    expect(listed[0]).toMatchObject({ id: proposed.id, version: proposed.version, state: proposed.state })
    const changes = listed.map(({ changedAt }) => changedAt)
    expect(changes).toStrictEqual(changes.toSorted().toReversed())
    for (const { state, snoozedUntil } of listed) expect(snoozedUntil !== null).toBe(state === 'snoozed')
  })

  it('keeps its envelopes', () => {
    for (const { min, max, value, isInside } of proposed.envelopes) {
      expect(isInside).toBe(value !== null && value >= (min ?? -Infinity) && value <= (max ?? Infinity))
    }
  })

  it('is measured as actual against what would have been, and the verdict follows', () => {
    const quantiles = outcome.counterfactual?.quantiles ?? noColumns
    const meanAgainst = (level: number) => {
      const column = quantiles.values[quantiles.levels.indexOf(level)] ?? []
      return sum(outcome.actual.map((came, step) => (came ?? 0) - (column[step] ?? 0))) / outcome.actual.length
    }
    expectNoCrossing(quantiles, outcome.periods.length)
    // What would have been, at its high side, leaves the least to the advice.
    expect(outcome.uplift?.p10).toEqual(closeTo(meanAgainst(0.9)))
    expect(outcome.uplift?.p50).toEqual(closeTo(meanAgainst(0.5)))
    expect(outcome.uplift?.p90).toEqual(closeTo(meanAgainst(0.1)))
    expect(outcome.verdict).toBe((outcome.uplift?.p10 ?? 0) > 0 ? 'gain' : 'no-effect')
    expect(outcome.realised).toEqual(closeTo((outcome.uplift?.p50 ?? 0) / (outcome.expected ?? 1)))
    expect(listed.find(({ id }) => id === outcome.recommendationId)?.expected?.value).toBe(outcome.expected)
  })

  it('is measured on what the well gave, from the first whole day after', () => {
    const { children } = performance.readFacilityPerformance[200].data
    const well = children.find(({ node }) => node.name === 'A-01')
    expect(outcome.actual).toStrictEqual(well?.sparkline)
    expect((outcome.periods[0]?.start ?? '') > outcome.executedAt).toBe(true)
  })
})
