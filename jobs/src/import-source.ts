import { addDays, addMonths, dayBounds, firstOfMonth } from '@tieback/domain'
import { upsertSource } from '@tieback/store'
import { type ConfiguredSource, getSource, type IngestContext } from './context.ts'
import { discoverSource } from './discover-source/discover-source.worker.ts'
import { readProduction } from './ingest/read-production.ts'
import { recordRun, type RunCounts } from './ingest/run-record.ts'
import { findSourceCalendar } from './ingest/source-calendar.ts'
import { findFigures, rollUp } from './roll-up/roll-up.worker.ts'

/** Every day that a history can have. */
const allDays = { from: '1900-01-01', to: '2200-01-01' } as const

/** What an import did. */
export interface ImportResult {
  readonly discovered: RunCounts
  readonly production: RunCounts
}

/** Reads all of a source of record once: its nodes, then its whole history. Doing it again changes nothing. */
export async function importSource(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
): Promise<ImportResult> {
  const configured = getSource(context, sourceId)
  const { source } = configured
  await registerSource(context, configured)
  const hadFigures = (await findFigures(context, source.namespace)) !== null
  const discovered = await discoverSource(context, sourceId, signal)
  const reader = source.production
  if (reader === undefined) throw new Error(`${sourceId} has no production to import`)
  const production = await recordRun(context, sourceId, 'import', async (run) => {
    // Withdraws nothing: a history may come in several files, none of which has it whole.
    await readProduction({ run, source, reader, request: { days: allDays }, signal })
    return await findReach(context, source.namespace)
  })
  if (hadFigures && discovered.written > 0) await rollUpAll(context, sourceId)
  return { discovered, production }
}

/** The end of the last day or month that has a figure: how far a history reaches, whenever its file was saved. */
async function findReach(context: IngestContext, namespace: string): Promise<Date | null> {
  const calendar = await findSourceCalendar(context.pool, namespace)
  const figures = await findFigures(context, namespace)
  if (calendar === null || figures === null) return null
  const { lastDay, finest } = figures
  return dayBounds(calendar, finest === 'day' ? lastDay : addDays(addMonths(firstOfMonth(lastDay), 1), -1)).end
}

/** Totals of figures that were there before, under a hierarchy that is new. */
async function rollUpAll(context: IngestContext, sourceId: string): Promise<void> {
  for (const grain of ['day', 'month'] as const) {
    let from: string | null = allDays.from
    while (from !== null) from = await rollUp(context, { sourceId, grain, from })
  }
}

/** Seconds between the runs that a source's freshness is judged by; null for an import. */
function expectedEveryS({ source, every }: ConfiguredSource): number | null {
  if (every === null) return null
  return source.production === undefined ? every.samplesS : every.productionS
}

/** Makes a source known to the store, as it is configured here. */
export async function registerSource(
  { pool, cache }: Pick<IngestContext, 'pool' | 'cache'>,
  configured: ConfiguredSource,
): Promise<void> {
  const { id, name, kind, namespace } = configured.source
  const isNews = await upsertSource(pool, { id, name, kind, namespace, expectedEveryS: expectedEveryS(configured) })
  if (isNews) cache.invalidate(['sources'])
}
