import { BreakerState, SourceLimits } from '@tieback/contracts'
import { z } from 'zod'
import type { Db } from './types.ts'

/** How calls of one process to one source fared in its last minute. */
export interface TrafficReport {
  readonly sourceId: string
  /** Tells processes apart, and the same one before and after a restart. */
  readonly process: string
  readonly breaker: BreakerState
  readonly breakerUntil: Date | null
  readonly callsPerMin: number
  readonly failedPerMin: number
  readonly retriedPerMin: number
  readonly rateLimitedPerMin: number
  readonly inFlight: number
  readonly waiting: number
  readonly limits: SourceLimits
}

/** How calls to one source fare over all processes that call it. */
export interface SourceTrafficRow extends Omit<TrafficReport, 'process'> {
  /** The newest report. */
  readonly at: Date
}

/** A report older than this counts for nothing: its process is gone, or can't reach the store. */
const trafficAgeMsMax = 60_000

/** The worst of several processes' breakers is the one to show. */
const breakersWorstFirst = ['open', 'half-open', 'closed'] as const satisfies readonly BreakerState[]

/** Stores what one process reports of its sources, over its report before. */
export async function writeSourceTraffic(db: Db, at: Date, reports: readonly TrafficReport[]): Promise<void> {
  for (const report of reports) {
    await db.query(
      `insert into source_traffic (source_id, process, at, breaker, breaker_until, calls_per_min, failed_per_min, retried_per_min,
         rate_limited_per_min, in_flight, waiting, limits)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       on conflict (source_id, process) do update
         set at = excluded.at, breaker = excluded.breaker, breaker_until = excluded.breaker_until,
             calls_per_min = excluded.calls_per_min, failed_per_min = excluded.failed_per_min,
             retried_per_min = excluded.retried_per_min, rate_limited_per_min = excluded.rate_limited_per_min,
             in_flight = excluded.in_flight, waiting = excluded.waiting, limits = excluded.limits`,
      [
        report.sourceId,
        report.process,
        at,
        report.breaker,
        report.breakerUntil,
        report.callsPerMin,
        report.failedPerMin,
        report.retriedPerMin,
        report.rateLimitedPerMin,
        report.inFlight,
        report.waiting,
        JSON.stringify(report.limits),
      ],
    )
  }
}

const TrafficRecord = z.object({
  source_id: z.string(),
  process: z.string(),
  at: z.date(),
  breaker: BreakerState,
  breaker_until: z.date().nullable(),
  calls_per_min: z.number(),
  failed_per_min: z.number(),
  retried_per_min: z.number(),
  rate_limited_per_min: z.number(),
  in_flight: z.number(),
  waiting: z.number(),
  limits: SourceLimits,
})
type TrafficRecord = z.infer<typeof TrafficRecord>

/** What is known of each source's traffic at `now`, all its processes as one, by source id; one without a recent report is left out. */
export async function readSourceTraffic(db: Db, now: Date): Promise<Map<string, SourceTrafficRow>> {
  const { rows } = await db.query(
    `select source_id, process, at, breaker, breaker_until, calls_per_min, failed_per_min, retried_per_min, rate_limited_per_min,
       in_flight, waiting, limits
     from source_traffic where at > $1 order by source_id, at desc, process`,
    [new Date(now.getTime() - trafficAgeMsMax)],
  )
  const groups = Map.groupBy(z.array(TrafficRecord).parse(rows), ({ source_id: sourceId }) => sourceId)
  return new Map(Array.from(groups, ([sourceId, records]) => [sourceId, mergeReports(sourceId, records)]))
}

function mergeReports(sourceId: string, records: readonly TrafficRecord[]): SourceTrafficRow {
  const [newest] = records
  if (newest === undefined) throw new RangeError('a source without a report has no traffic')
  const sum = (of: (record: TrafficRecord) => number): number =>
    records.reduce((total, record) => total + of(record), 0)
  const breaker = breakersWorstFirst.find((state) => records.some((record) => record.breaker === state)) ?? 'closed'
  const untils = records.flatMap((record) =>
    record.breaker === 'open' && record.breaker_until !== null ? [record.breaker_until.getTime()] : [],
  )
  return {
    sourceId,
    at: newest.at,
    breaker,
    breakerUntil: breaker === 'open' && untils.length > 0 ? new Date(Math.max(...untils)) : null,
    callsPerMin: sum((record) => record.calls_per_min),
    failedPerMin: sum((record) => record.failed_per_min),
    retriedPerMin: sum((record) => record.retried_per_min),
    rateLimitedPerMin: sum((record) => record.rate_limited_per_min),
    inFlight: sum((record) => record.in_flight),
    waiting: sum((record) => record.waiting),
    limits: newest.limits,
  }
}

/** Forgets reports of processes that have been silent since the instant; returns how many. */
export async function deleteTrafficBefore(db: Db, before: Date): Promise<number> {
  const { rowCount } = await db.query('delete from source_traffic where at < $1', [before])
  return rowCount ?? 0
}
