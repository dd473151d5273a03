import type { DayRange } from '@tieback/adapters'
import { addDays } from '@tieback/domain'
import { listMissingDays, noteMissingDays, restMissingDays, settleMissingDays } from '@tieback/store'
import type { IngestContext } from '../context.ts'
import type { Run } from './run.ts'

/** How long days are left alone that their source has refused once more: its refusal may be for good. */
const restMs = 3_600_000

/** Days of series read in one run, and days of each: an abort loses little, and a single series needs few runs. */
const seriesDaysPerRun = 10_000
const daysPerRunMax = 10

/** Days that some series miss alike. */
export interface MissingChunk extends DayRange {
  readonly signalIds: ReadonlySet<string>
}

/** Notes days of series that were not read with the others, so that somebody comes back for them. */
export async function noteUnread(
  run: Run,
  stream: string,
  signalIds: Iterable<string>,
  { from, to }: DayRange,
): Promise<void> {
  const days = Array.from(signalIds, (signalId) => ({ signalId, from, to }))
  if (days.length > 0) await run.keep((tx) => noteMissingDays(tx, stream, days))
}

/**
 * The newest days that series of a source still miss, some at a time; null where none does, or those that do rest.
 *
 * readable  ids of the series that are read at present; the others wait
 */
export async function findMissingChunk(
  { pool, clock }: IngestContext,
  { sourceId, stream, readable }: { sourceId: string; stream: string; readable: ReadonlySet<string> },
): Promise<MissingChunk | null> {
  const triedBefore = new Date(clock.now().getTime() - restMs)
  const missing = (await listMissingDays(pool, { sourceId, stream, triedBefore })).filter(({ signalId }) =>
    readable.has(signalId),
  )
  const to = missing[0]?.to
  if (to === undefined) return null
  const together = missing.filter((days) => days.to === to)
  const days = Math.max(1, Math.min(daysPerRunMax, Math.floor(seriesDaysPerRun / together.length)))
  const first = together.reduce((least, { from }) => (from < least ? from : least), to)
  const wanted = addDays(to, -days)
  return { signalIds: new Set(together.map(({ signalId }) => signalId)), from: wanted < first ? first : wanted, to }
}

/** Notes what has become of a chunk that was read: the refused ones rest, the others miss these days no more. */
export async function settleChunk(
  run: Run,
  stream: string,
  { signalIds, from, to }: MissingChunk,
  refused: ReadonlySet<string>,
): Promise<void> {
  const at = run.context.clock.now()
  await run.keep(async (tx) => {
    await settleMissingDays(tx, stream, { signalIds: [...signalIds].filter((id) => !refused.has(id)), from, to })
    await restMissingDays(tx, stream, { signalIds: [...refused], at })
  })
}
