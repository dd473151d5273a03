import {
  deleteCommitsBefore,
  deleteFreshnessBefore,
  deleteResolvedQuarantineBefore,
  deleteRunsBefore,
  deleteStandingsBefore,
  deleteTrafficBefore,
  dropSamplesBefore,
  packSampleDays,
  type StorePool,
  thinSourceStatesBefore,
} from '@tieback/store'
import type { IngestContext, JobContext } from '../context.ts'
import { bindJob } from '../queue.ts'
import { PruneSamples } from './prune-samples.job.ts'

const dayMs = 86_400_000

/** Days for which it is kept what was run, refused and dealt with: a quarter, so that one may look back over it. */
const runKeepDays = 90
const quarantineKeepDays = 90
const freshnessKeepDays = 30

/** Days after which samples have come to rest, and are packed for reading; a late one voids its day until the next time. */
const restDays = 2

/** How long a process is silent before it is surely gone. */
const silentMs = 3_600_000

/** Drops what is older than it is kept, packs the days of samples that came to rest, and says so. Doing it again changes nothing. */
export async function prune(context: Pick<IngestContext, 'pool' | 'clock' | 'cache' | 'settings'>): Promise<string> {
  const { pool, clock, cache, settings } = context
  const now = clock.now().getTime()
  const daysAgo = (days: number): Date => new Date(now - days * dayMs)
  const sampleDays = await dropSamplesBefore(pool, daysAgo(settings.sampleKeepDays))
  if (sampleDays > 0) cache.invalidate(['samples'])
  await packSampleDays(pool, { from: daysAgo(settings.sampleKeepDays), to: daysAgo(restDays) })
  const runs = await deleteRunsBefore(pool, daysAgo(runKeepDays))
  const refused = await deleteResolvedQuarantineBefore(pool, daysAgo(quarantineKeepDays))
  if (runs + refused > 0) cache.invalidate(['sources'])
  await pruneStandings(pool, daysAgo(runKeepDays))
  await deleteFreshnessBefore(pool, daysAgo(freshnessKeepDays))
  await deleteTrafficBefore(pool, new Date(now - silentMs))
  return `${String(sampleDays)} days of samples, ${String(runs)} runs and ${String(refused)} refused rows dropped`
}

/** Forgets how ingest stood when nobody can ask for it any more: what it is told beside goes at the same age. */
async function pruneStandings(pool: StorePool, before: Date): Promise<void> {
  await deleteCommitsBefore(pool, before)
  await deleteStandingsBefore(pool, before)
  await thinSourceStatesBefore(pool, before)
}

export const pruneSamplesBinding = (context: JobContext) => bindJob(PruneSamples, () => prune(context))
