import type { IngestRun, Source, SourceTraffic } from '@tieback/contracts'
import { apiExamples } from '@tieback/contracts/examples'
import { describe, expect, it } from 'vitest'
import { isCallable, lastErrorOf, sortSources } from './source-health.ts'

const [archive, accounting, historian] = apiExamples.sources.listSources[200].data.sources
if (!archive || !accounting || !historian) throw new Error('the examples have three sources')

const calm: Source = { ...accounting, status: 'ok', message: null, quarantined: 0, recentRuns: [], traffic: null }
const named = (name: string, change: Partial<Source> = {}): Source => ({ ...calm, id: name, name, ...change })
const names = (sources: readonly Source[]): string[] => sources.map(({ name }) => name)

const traffic: SourceTraffic = {
  ...{ at: '2026-11-19T09:29:55.000Z', breaker: 'closed', until: null, callsPerMin: 3, failedPerMin: 0 },
  ...{ retriedPerMin: 0, rateLimitedPerMin: 0, inFlight: 0, waiting: 0 },
}

const run = (change: Partial<IngestRun>): IngestRun => ({
  ...{ id: 'run-1', job: 'ingest-samples', startedAt: '2026-11-19T09:00:00.000Z' },
  ...{ finishedAt: '2026-11-19T09:00:02.000Z', status: 'succeeded', read: 0, written: 0, unchanged: 0 },
  ...{ quarantined: 0, message: null },
  ...change,
})

describe('the order of sources', () => {
  it('has those first that need somebody, the worst before the rest', () => {
    const sources = [
      named('idle', { status: 'idle' }),
      named('ok'),
      named('refusing', { quarantined: 3 }),
      named('probing', { traffic: { ...traffic, breaker: 'half-open' } }),
      named('lagging', { status: 'lagging' }),
      named('down', { status: 'down' }),
    ]
    expect(names(sortSources(sources))).toEqual(['down', 'lagging', 'probing', 'refusing', 'ok', 'idle'])
  })

  it('goes by name among equals, so that nothing moves without a reason', () => {
    expect(names(sortSources([named('b'), named('a'), named('C')]))).toEqual(['a', 'b', 'C'])
  })

  it('takes a state and a breaker that this page does not know for no trouble', () => {
    const news = named('a news', { status: 'resting' as 'ok', traffic: { ...traffic, breaker: 'ajar' as 'closed' } })
    expect(names(sortSources([news, named('lagging', { status: 'lagging' })]))).toEqual(['lagging', 'a news'])
  })
})

describe('the last error of a source', () => {
  it('is what it says of itself, for as long as that goes on', () => {
    const failed = run({ status: 'failed', message: 'Refused.' })
    expect(lastErrorOf({ message: 'Away.', recentRuns: [failed] })).toEqual({ message: 'Away.', endedAt: null })
  })

  it('is that of the newest run that failed, once the source is well again', () => {
    const recentRuns = [
      run({}),
      run({ status: 'failed', message: 'Newest.', finishedAt: '2026-11-19T08:59:02.000Z' }),
      run({ status: 'failed', message: 'Older.' }),
    ]
    expect(lastErrorOf({ message: null, recentRuns })).toEqual({
      message: 'Newest.',
      endedAt: '2026-11-19T08:59:02.000Z',
    })
  })

  it('is none where every run went well', () => {
    expect(lastErrorOf({ message: null, recentRuns: [run({})] })).toBeNull()
  })
})

describe('what can be asked of a source', () => {
  it('is nothing where it is files, which nobody stands behind', () => {
    expect(isCallable(archive)).toBe(false)
    expect(isCallable(historian)).toBe(true)
  })
})
