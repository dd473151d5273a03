import type { Meta, Source } from '@tieback/contracts'
import {
  type FreshnessRow,
  readFreshness,
  readSources,
  readSourceTraffic,
  readWireSchemas,
  type RunRow,
  type SourceRow,
  type SourceTrafficRow,
  type WireSchemaRow,
} from '@tieback/store'
import { messageFor, realTimeOf, toSourceState } from '../../reading/meta.ts'
import { openReading, type Reader, type ReadingTime } from '../../reading/reader.ts'

/** What passes: how calls fare at this moment, how fresh samples came in of late, what rows look like now. */
interface Passing {
  readonly traffic: ReadonlyMap<string, SourceTrafficRow>
  readonly freshness: ReadonlyMap<string, FreshnessRow>
  readonly schemas: ReadonlyMap<string, readonly WireSchemaRow[]>
}

/** Freshness is told of the last hour, ms. */
const freshnessMs = 3_600_000

/** A frozen answer leaves it out. */
async function readPassing({ pool }: Reader, { isFrozen }: ReadingTime, realNow: Date): Promise<Passing> {
  if (isFrozen) return { traffic: new Map(), freshness: new Map(), schemas: new Map() }
  return {
    traffic: await readSourceTraffic(pool, realNow),
    freshness: await readFreshness(pool, new Date(realNow.getTime() - freshnessMs)),
    schemas: await readWireSchemas(pool),
  }
}

function toTraffic(row: SourceTrafficRow): Source['traffic'] {
  const { sourceId: _, limits: _limits, at, breakerUntil, ...rest } = row
  return { ...rest, at: at.toISOString(), until: breakerUntil?.toISOString() ?? null }
}

function toRun(reader: Reader, { startedAt, finishedAt, ...run }: RunRow): Source['recentRuns'][number] {
  const message = messageFor(reader, run.message)
  return { ...run, message, startedAt: startedAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null }
}

function toSource(reader: Reader, source: SourceRow, realNow: Date, passing: Passing): Source {
  const traffic = passing.traffic.get(source.id)
  const { name, kind, expectedEveryS, rowsLastDay, quarantined } = source
  return {
    ...toSourceState(reader, source, realNow),
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
    recentRuns: source.recentRuns.map((run) => toRun(reader, run)),
    limits: traffic?.limits ?? null,
    traffic: traffic === undefined ? null : toTraffic(traffic),
    freshness: passing.freshness.get(source.id) ?? null,
    schemas: (passing.schemas.get(source.id) ?? []).map(({ dataset, version, since, changes }) => ({
      dataset,
      version,
      since: since.toISOString(),
      changes: [...changes],
    })),
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
  const passing = await readPassing(reader, time, realNow)
  return {
    data: { sources: rows.map((row) => toSource(reader, row, realNow, passing)) },
    meta: {
      asOf: time.asOf.toISOString(),
      productionDay: null,
      sources: rows.map((row) => toSourceState(reader, row, realNow)),
      coverage: null,
      provisional: false,
    },
  }
}
