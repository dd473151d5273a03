import { apiContract, type PolicedRoute } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { ApiProblem } from './api-problem.ts'
import { polling, pollMsOf } from './query-client.ts'

const fresh = (freshS: number | null): Pick<PolicedRoute, 'metadata'> => ({
  metadata: {
    access: ['production:read'],
    reach: 'subtree',
    cache: freshS === null ? null : { freshS, staleS: 60, tags: [] },
    slo: { p95Ms: 100 },
    stability: 'stable',
  },
})

describe('asking again', () => {
  it('happens as often as the route’s policy says, within bounds', () => {
    expect(pollMsOf(fresh(45))).toBe(45_000)
    expect(pollMsOf(fresh(1))).toBe(10_000)
    expect(pollMsOf(fresh(null))).toBe(10_000)
    expect(pollMsOf(fresh(86_400))).toBe(300_000)
    const { cache } = apiContract.performance.readWellPerformance.metadata
    expect(pollMsOf(apiContract.performance.readWellPerformance)).toBe(cache.freshS * 1_000)
  })

  const interval = (asOf: string | null, error: Error | null) =>
    polling(asOf, fresh(30)).refetchInterval({ state: { error } })

  it('ends where the answer can’t change: of the past, and once refused', () => {
    expect(interval(null, null)).toBe(30_000)
    expect(interval('2026-11-18T06:00:00Z', null)).toBe(false)
    expect(polling('2026-11-18T06:00:00Z', fresh(30)).staleTime).toBe(Infinity)
    expect(interval(null, new ApiProblem(403, null, null))).toBe(false)
    expect(interval(null, new ApiProblem(503, null, null))).toBe(30_000)
  })
})
