import type { IngestRun, Run } from '@tieback/contracts'
import { type SourcePlan, sourcePlans, streamOf } from './source-plans.ts'

/** How long each run takes, ms. */
const runMs = 2_410

/** Runs that a source's page shows. */
const shownRuns = 5

/** How far back runs are told of, ms. */
const keptMs = 6 * 3_600_000

/** What a run of a source whose data lag was told, by how it fails. */
const failureOf = ({ message }: SourcePlan): string => message ?? 'The PI Web API refused the connection.'

function toRun(plan: SourcePlan, periodMs: number, number: number, asOf: Date): IngestRun {
  const startedMs = number * periodMs
  const finishedMs = startedMs + runMs
  const isRunning = finishedMs > asOf.getTime()
  const isLate = plan.status === 'lagging' || plan.status === 'down'
  const failed = !isRunning && isLate && asOf.getTime() - startedMs < (plan.lagMs ?? 0)
  const read = failed || isRunning ? 0 : plan.rowsPerRun
  const written = Math.ceil(read / 8)
  return {
    id: `run-${plan.id}-${number}`,
    job: `ingest-${streamOf(plan)}`,
    startedAt: new Date(startedMs).toISOString(),
    finishedAt: isRunning ? null : new Date(finishedMs).toISOString(),
    status: isRunning ? 'running' : failed ? 'failed' : 'succeeded',
    read,
    written,
    unchanged: read - written,
    quarantined: 0,
    message: failed ? failureOf(plan) : null,
  }
}

function listRuns(plan: SourcePlan, asOf: Date, count: number): IngestRun[] {
  if (plan.everyS === null || plan.lagMs === null) return []
  const periodMs = plan.everyS * 1_000
  const newest = Math.floor(asOf.getTime() / periodMs)
  return Array.from({ length: count }, (_, index) => toRun(plan, periodMs, newest - index, asOf))
}

/** The newest runs of a source, newest first. */
export const listRecentRuns = (plan: SourcePlan, asOf: Date): IngestRun[] => listRuns(plan, asOf, shownRuns)

/** The runs of every source in the last hours, newest first. */
export const listFieldRuns = (asOf: Date): Run[] =>
  sourcePlans
    .flatMap((plan) =>
      listRuns(plan, asOf, Math.ceil(keptMs / ((plan.everyS ?? 1) * 1_000))).map((run) => ({
        ...run,
        sourceId: plan.id,
      })),
    )
    .toSorted((a, b) => (a.startedAt === b.startedAt ? (a.id < b.id ? -1 : 1) : a.startedAt < b.startedAt ? 1 : -1))
