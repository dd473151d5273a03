import { z } from 'zod'
import type { Db } from './types.ts'

/**
 * Upper ends of the histogram's steps, s. Fine about the goal of seven seconds and the promise of thirty; the last holds
 * whatever took longer than an hour.
 */
export const freshnessStepsS = [1, 2, 5, 7, 10, 15, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 1e9] as const

/** From samples' own instants to their being readable: how many, and the upper ends of the steps that these shares lie in, s. */
export interface FreshnessRow {
  readonly samples: number
  readonly p50S: number
  readonly p95S: number
  readonly p99S: number
}

/** The upper end of the step that an age lies in; a sample ahead of the clock is as fresh as can be. */
export function freshnessStep(ageS: number): number {
  return freshnessStepsS.find((upperS) => ageS <= upperS) ?? freshnessStepsS[freshnessStepsS.length - 1] ?? Infinity
}

/** Adds samples that became readable at an instant to the histogram of its hour: how many there were of each step. */
export async function addFreshness(
  db: Db,
  {
    sourceId,
    visibleAt,
    samplesByStep,
  }: { sourceId: string; visibleAt: Date; samplesByStep: ReadonlyMap<number, number> },
): Promise<void> {
  if (samplesByStep.size === 0) return
  await db.query(
    `insert into freshness as f (source_id, hour, upper_s, samples)
     select $1, date_trunc('hour', $2::timestamptz), t.* from unnest($3::float8[], $4::bigint[]) as t
     on conflict (source_id, hour, upper_s) do update set samples = f.samples + excluded.samples`,
    [sourceId, visibleAt, [...samplesByStep.keys()], [...samplesByStep.values()]],
  )
}

const StepRow = z.object({ source_id: z.string(), upper_s: z.number(), samples: z.number() })
type StepRow = z.infer<typeof StepRow>

/** How fresh samples were that became readable in the hours since an instant, its own hour whole, by source id; one without samples is left out. */
export async function readFreshness(db: Db, since: Date): Promise<Map<string, FreshnessRow>> {
  const { rows } = await db.query(
    `select source_id, upper_s, sum(samples)::bigint as samples from freshness
     where hour >= date_trunc('hour', $1::timestamptz) and samples > 0 group by source_id, upper_s order by source_id, upper_s`,
    [since],
  )
  const groups = Map.groupBy(z.array(StepRow).parse(rows), ({ source_id: sourceId }) => sourceId)
  return new Map(Array.from(groups, ([sourceId, steps]) => [sourceId, summarise(steps)]))
}

/** steps  finest first, none of them empty */
function summarise(steps: readonly StepRow[]): FreshnessRow {
  const samples = steps.reduce((total, step) => total + step.samples, 0)
  const stepOf = (share: number): number => {
    let reached = 0
    for (const step of steps) {
      reached += step.samples
      if (reached >= share * samples) return step.upper_s
    }
    return Infinity
  }
  return { samples, p50S: stepOf(0.5), p95S: stepOf(0.95), p99S: stepOf(0.99) }
}

/** Forgets hours before an instant; returns how many rows that were. */
export async function deleteFreshnessBefore(db: Db, before: Date): Promise<number> {
  const { rowCount } = await db.query('delete from freshness where hour < $1', [before])
  return rowCount ?? 0
}
