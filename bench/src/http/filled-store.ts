import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Source } from '@tieback/adapters'
import type { ConfiguredSource, IngestContext } from '@tieback/jobs'
import { createStorePool, migrate, startEmbeddedPostgres } from '@tieback/store'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** How a store is filled from sources: with the context of a job that has them. */
export type Filling = (contextOf: (sources: readonly ConfiguredSource[]) => IngestContext) => Promise<void>

export interface FilledStore {
  readonly url: string
  close(): Promise<void>
}

/** A store of its own, filled over the same adapters and jobs as any other. */
export async function createFilledStore(fill: Filling): Promise<FilledStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tieback-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined })
  const close = async (): Promise<void> => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  const pool = createStorePool(postgres.url, {
    applicationName: 'tieback-bench-fill',
    max: 8,
    onError: () => undefined,
  })
  try {
    await migrate(pool)
    await fill((sources) => ({
      pool,
      sources: new Map(sources.map((configured) => [configured.source.id, configured])),
      clock: { now: () => new Date() },
      log: silent,
      cache: { invalidate: () => undefined },
      stopping: new AbortController().signal,
      settings: { dailyHistoryDays: 30, hourlyHistoryDays: 1, sampleKeepDays: 1 },
    }))
  } catch (error) {
    await pool.end()
    await close()
    throw error
  }
  await pool.end()
  return { url: postgres.url, close }
}

/** Ends each source, whatever became of the filling. */
export async function usingSources(sources: readonly Source[], work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } finally {
    for (const source of sources) await source.close()
  }
}
