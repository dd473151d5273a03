import type { Meta, Source } from '@tieback/contracts'
import { readSources, type RunRow, type SourceRow } from '@tieback/store'
import { realTimeOf, toSourceState } from '../../reading/meta.ts'
import { openReading, type Reader } from '../../reading/reader.ts'

function toRun({ startedAt, finishedAt, ...run }: RunRow): Source['recentRuns'][number] {
  return { ...run, startedAt: startedAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null }
}

function toSource(source: SourceRow, realNow: Date): Source {
  const { name, kind, expectedEveryS, rowsLastDay, quarantined } = source
  return {
    ...toSourceState(source, realNow),
    name,
    kind,
    lastRunAt: source.lastRunAt?.toISOString() ?? null,
    lastSuccessAt: source.lastSuccessAt?.toISOString() ?? null,
    expectedEveryS,
    rowsLastDay,
    quarantined,
    watermarks: source.watermarks.map(({ stream, completeTo }) => ({ stream, completeTo: completeTo.toISOString() })),
    backfills: source.backfills.map(({ stream, reachedDay, untilDay, doneShare }) => ({
      stream,
      reachedDay,
      untilDay,
      doneShare,
    })),
    recentRuns: source.recentRuns.map(toRun),
  }
}

/** Each source: whether it answers, how far its data reach, what was refused. */
export async function listSources(
  reader: Reader,
  query: { readonly asOf?: string | undefined },
): Promise<{ data: { sources: Source[] }; meta: Meta }> {
  const time = await openReading(reader, query.asOf)
  const realNow = realTimeOf(time)
  // A run under way is newer than the newest knowledge, and belongs on the page all the same.
  const rows = await readSources(reader.pool, { asOf: realNow })
  return {
    data: { sources: rows.map((row) => toSource(row, realNow)) },
    meta: {
      asOf: time.asOf.toISOString(),
      productionDay: null,
      sources: rows.map((row) => toSourceState(row, realNow)),
      coverage: null,
      provisional: false,
    },
  }
}
