import { randomUUID } from 'node:crypto'
import type { CallCounts } from '@tieback/adapters'
import { type TrafficReport, writeSourceTraffic } from '@tieback/store'
import type { IngestContext } from './context.ts'

/** Between reports, ms. */
const reportEveryMs = 5_000

/** What a report tells of: calls of the last minute. */
const spanMs = 60_000

/** Counters of a source at one instant. */
interface Reading {
  readonly at: number
  readonly counts: CallCounts
}

/** What calls came to by the minute between two readings; from a first one nothing is known yet. */
function ratesBetween(
  before: Reading,
  after: Reading,
): Pick<TrafficReport, 'callsPerMin' | 'failedPerMin' | 'retriedPerMin' | 'rateLimitedPerMin'> {
  // A process that has just begun tells of less than a minute: those calls are all there were in it.
  const perMin = (of: (counts: CallCounts) => number): number =>
    (of(after.counts) - of(before.counts)) * Math.min(1, spanMs / Math.max(1, after.at - before.at))
  return {
    callsPerMin: perMin(({ calls }) => calls),
    failedPerMin: perMin(({ failed }) => failed),
    retriedPerMin: perMin(({ retried }) => retried),
    rateLimitedPerMin: perMin(({ rateLimited }) => rateLimited),
  }
}

/** Keeps of each source the readings of the last minute, and makes reports of them. */
export class TrafficMeter {
  readonly #process: string
  readonly #readings = new Map<string, Reading[]>()

  constructor(processId: string) {
    this.#process = processId
  }

  /** How each source's calls of this process fared up to now; sources that nobody calls are left out. */
  read(sources: IngestContext['sources'], now: Date): TrafficReport[] {
    return [...sources.values()].flatMap(({ source }) => {
      const counts = source.readCalls?.()
      if (counts === undefined || source.limits === undefined) return []
      const { breaker, breakerUntil, inFlight, waiting } = counts
      const rates = this.#rates(source.id, { at: now.getTime(), counts })
      return [
        {
          sourceId: source.id,
          process: this.#process,
          breaker,
          breakerUntil,
          ...rates,
          inFlight,
          waiting,
          limits: source.limits,
        },
      ]
    })
  }

  #rates(sourceId: string, latest: Reading) {
    const kept = (this.#readings.get(sourceId) ?? []).filter(({ at }, index, all) => {
      // The last reading that is a minute old or older is where the span begins.
      const next = all[index + 1]
      return next === undefined || next.at > latest.at - spanMs || at > latest.at - spanMs
    })
    this.#readings.set(sourceId, [...kept, latest])
    return ratesBetween(kept[0] ?? { at: latest.at, counts: nothing }, latest)
  }
}

const nothing: CallCounts = {
  calls: 0,
  failed: 0,
  retried: 0,
  rateLimited: 0,
  inFlight: 0,
  waiting: 0,
  breaker: 'closed',
  breakerUntil: null,
}

/** Reports how this process' calls fare, every few seconds until stopped. What can't be stored is not held for later: it passes. */
export function reportTraffic({ pool, sources, clock, log }: IngestContext): { stop(): void } {
  const meter = new TrafficMeter(`${String(process.pid)}-${randomUUID().slice(0, 8)}`)
  let isWriting = false
  let hasFailed = false
  const timer = setInterval(() => {
    if (isWriting) return
    isWriting = true
    const now = clock.now()
    writeSourceTraffic(pool, now, meter.read(sources, now))
      .then(() => {
        hasFailed = false
      })
      .catch((error: unknown) => {
        if (!hasFailed) log.warn({ err: String(error) }, 'how calls fare could not be stored')
        hasFailed = true
      })
      .finally(() => {
        isWriting = false
      })
  }, reportEveryMs)
  return { stop: () => clearInterval(timer) }
}
