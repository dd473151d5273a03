import type { Figure, Performance, ForecastList, NodeDetail, SignalSamples, TreeNode } from '@tieback/contracts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openMock, type OpenMock } from './test/open-mock.ts'
import type { MockOptions } from './mock-world.ts'

function open(options: MockOptions = {}): OpenMock {
  const mock = openMock(options)
  onTestFinished(() => mock.close())
  return mock
}

describe('agreed names', () => {
  it.each([
    ['offline', 503, 'source-unavailable', '60'],
    ['refused', 403, 'forbidden', null],
    ['limited', 429, 'rate-limited', '7'],
    ['broken', 500, 'internal-error', null],
  ])('%s is answered with %d', async (word, status, code, retryAfter) => {
    const mock = open()
    const paths = [
      `/assets/facility-${word}`,
      `/facilities/facility-${word}/performance`,
      `/wells/well-${word}1/performance`,
      `/gap-drivers?node=facility-${word}`,
      `/signals/sig-${word}11/samples?from=2026-11-19T00:00:00Z&to=2026-11-19T01:00:00Z`,
      `/terminal/terminal-${word}/operations`,
      `/vessels/vessel-${word}/eta`,
      `/pipelines/pipeline-${word}/eta`,
    ]
    for (const path of paths) {
      const answer = await mock.get(path)
      expect([path, answer.status, answer.code]).toEqual([path, status, code])
      expect(answer.headers.get('retry-after')).toBe(retryAfter)
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    }
    // The rehearsal is no fault of the mock.
    expect(mock.faults).toEqual([])
  })

  it('SLOW answers after five seconds, and not before', async () => {
    const waits: number[] = []
    const released = Promise.withResolvers<undefined>()
    const asked = Promise.withResolvers<undefined>()
    const mock = open({
      wait: async (ms) => {
        waits.push(ms)
        asked.resolve(undefined)
        await released.promise
      },
    })
    let answered = false
    const answer = mock.get('/assets/facility-slow').then((result) => {
      answered = true
      return result
    })
    await asked.promise
    expect(waits).toEqual([5_000])
    expect(answered).toBe(false)
    released.resolve(undefined)
    expect((await answer).status).toBe(200)
  })

  it('SLOW stops waiting when its caller goes away', async () => {
    const mock = open()
    const caller = new AbortController()
    const answer = mock.get('/assets/facility-slow', { signal: caller.signal })
    caller.abort()
    await expect(answer).rejects.toThrow(/abort/i)
    expect(mock.faults).toEqual([])
  })

  it('STALE has values of three hours ago, and its source lags', async () => {
    const mock = open()
    const { data, sources } = await mock.get(
      '/signals/sig-stale11/samples?from=2026-11-19T00:00:00Z&to=2026-11-19T09:30:00Z',
    )
    const { samples } = data as SignalSamples
    expect(samples.at.at(-1)?.slice(0, 14)).toBe('2026-11-19T06:')
    expect(sources.map(({ id, status }) => [id, status])).toEqual([['pi-rehearsal', 'lagging']])
    const tree = await mock.get('/assets')
    const stale = (tree.data as { nodes: TreeNode[] }).nodes.find(({ name }) => name === 'STALE')
    expect(stale?.state).toBe('stale')
  })

  it('LOW-COVERAGE has its actual refused, and says how little there was', async () => {
    const mock = open()
    const { data } = await mock.get('/facilities/facility-lowcoverage/performance')
    const { actual } = (data as Performance).kpis[0] as { actual: Figure }
    expect(actual.value).toBeNull()
    expect(actual.refused).toMatchObject({ reason: 'not-enough-data', threshold: 0.5 })
    expect(actual.refused?.coverage).toBeLessThan(0.5)
  })

  it('EMPTY has no data, which is not zero', async () => {
    const mock = open()
    const { data } = await mock.get('/facilities/facility-empty/performance')
    const { kpis, series } = data as Performance
    expect(kpis[0]?.actual).toMatchObject({ value: null, quality: 'missing', refused: null })
    expect(series).toEqual([])
    const node = await mock.get('/assets/facility-empty')
    expect(node.data).toMatchObject({ dataRange: null })
    const terminal = await mock.get('/terminal/terminal-empty/operations')
    expect(terminal.data).toMatchObject({ grades: [{ projectionRefused: 'no-stock-reading' }] })
    const forecasts = await mock.get('/forecasts?node=facility-empty&latestOnly=true')
    const [refused] = (forecasts.data as ForecastList).forecasts
    expect(refused?.refused?.reason).toBe('too-little-history')
  })

  it('can be found in the tree, below Rehearsal', async () => {
    const mock = open()
    const { data } = await mock.get('/assets/asset-rehearsal')
    const names = (data as NodeDetail).children.map(({ name }) => name)
    expect(names).toEqual(['BROKEN', 'EMPTY', 'LIMITED', 'LOW-COVERAGE', 'OFFLINE', 'REFUSED', 'SLOW', 'STALE'])
  })
})
