import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../src/embedded/embedded-postgres.ts'
import { errorCode } from '../src/embedded/error-code.ts'
import { migrate } from '../src/migrate.ts'
import { createStorePool } from '../src/pool.ts'
import { templateName } from '../src/test-template.ts'

const prefix = 'tieback-test-'

/** One server for the whole run, with a migrated database that each test file copies. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandonedServers()
  const dataDir = await mkdtemp(join(tmpdir(), `${prefix}${String(process.pid)}-`))
  // Nothing here outlives the run, so nothing need reach the disk.
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '200', shared_buffers: '128MB' }
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, settings })
  await createTemplate(server.url)
  project.provide('postgresUrl', server.url)
  return async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function createTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`create database ${templateName}`)
  await client.end()
  const templateUrl = new URL(url)
  templateUrl.pathname = templateName
  const pool = createStorePool(templateUrl.href, { applicationName: 'tieback test', max: 1, onError: () => undefined })
  await migrate(pool)
  await pool.end()
}

// A run that was killed leaves its server running; its folder carries the number of the process that is gone.
async function removeAbandonedServers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = /^tieback-test-(\d+)-/.exec(name) ?? []
    if (pid === undefined || isAlive(Number(pid))) continue
    const dataDir = join(tmpdir(), name)
    const server = await startEmbeddedPostgres({ dataDir, log: () => undefined }).catch(() => null)
    await server?.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}
