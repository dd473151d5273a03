import type { CallCounts, Source } from '@tieback/adapters'
import type { SourceLimits } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { TrafficMeter } from './report-traffic.ts'

const limits: SourceLimits = {
  timeoutMs: 1_000,
  attempts: 3,
  retryDelayMsMax: 10_000,
  breakerFailures: 5,
  breakerOpenMs: 30_000,
  concurrency: 4,
  callsPerS: null,
  burst: null,
  quietHours: [],
}

const still: CallCounts = {
  calls: 0,
  failed: 0,
  retried: 0,
  rateLimited: 0,
  inFlight: 0,
  waiting: 0,
  breaker: 'closed',
  breakerUntil: null,
}

describe('what a process reports of its calls', () => {
  let counts = still
  // Safe: nothing else is looked at here.
  const source = { id: 'pi', limits, readCalls: () => counts } as unknown as Source
  const sources = new Map([
    ['pi', { source, every: null }],
    ['files', { source: { id: 'files' } as unknown as Source, every: null }],
  ])
  const at = (seconds: number): Date => new Date(Date.UTC(2026, 2, 12) + seconds * 1_000)

  it('is those of the last minute, whatever went before, and nothing of sources that nobody calls', () => {
    const meter = new TrafficMeter('worker-1')
    counts = { ...still, calls: 7, failed: 1 }
    expect(meter.read(sources, at(0))).toMatchObject([{ sourceId: 'pi', callsPerMin: 7, failedPerMin: 1, limits }])
    for (let seconds = 5; seconds <= 120; seconds += 5) {
      counts = { ...counts, calls: counts.calls + 2, retried: counts.retried + 1 }
      meter.read(sources, at(seconds))
    }
    counts = { ...counts, calls: counts.calls + 2, inFlight: 3, waiting: 9, breaker: 'open', breakerUntil: at(150) }
    const [report] = meter.read(sources, at(125))
    expect(report).toMatchObject({
      process: 'worker-1',
      callsPerMin: 24,
      failedPerMin: 0,
      retriedPerMin: 11,
      inFlight: 3,
      waiting: 9,
      breaker: 'open',
      breakerUntil: at(150),
    })
  })

  it('comes down to nothing a minute after the last call', () => {
    const meter = new TrafficMeter('worker-1')
    counts = { ...still, calls: 100 }
    for (let seconds = 0; seconds <= 65; seconds += 5) meter.read(sources, at(seconds))
    expect(meter.read(sources, at(70))).toMatchObject([{ callsPerMin: 0 }])
  })
})
