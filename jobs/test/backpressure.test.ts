import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type FaultProxy, startFaultProxy } from '@tieback/sim'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Failure, type Report, sourceId, valueAt } from './backpressure-worker.ts'

/** Samples that arrive each second: one of each series. */
const perSecond = 250

/** How much slower Postgres becomes, at least. */
const slowness = 20

const isLong = process.env['TIEBACK_LONG'] === '1'

/** How long it stays slow. */
const slowMs = isLong ? 300_000 : 15_000

/** What a process may grow by, MiB. */
const growthMbMax = 64

const patience = { timeout: 60_000, interval: 100 }

describe('with Postgres slowed down while samples keep coming', () => {
  let database: TestDatabase
  let proxy: FaultProxy
  let child: ChildProcess
  const reports: Report[] = []
  /** What failed and was tried again, for whoever looks into a failure. */
  const failures: string[] = []
  const sinceMs = Math.floor(Date.now() / 1_000) * 1_000 - 30_000

  beforeEach(async () => {
    database = await startTestDatabase()
    proxy = await startFaultProxy({ target: database.url })
    await makeSlowable(database)
    const request = JSON.stringify({ databaseUrl: proxy.address, series: perSecond, sinceMs })
    child = fork(join(import.meta.dirname, 'backpressure-worker.ts'), [request], { execArgv: ['--expose-gc'] })
    child.on('message', (told: Report | Failure) => {
      if ('failure' in told) failures.push(told.failure)
      else reports.push(told)
    })
    child.once('exit', (code) => failures.push(`ended with ${String(code)}`))
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(failures.slice(-20).join('\n'))
    child.kill('SIGKILL')
    await proxy.stop()
    await database.dispose()
  })

  it(
    'memory stays bounded, nothing is lost or doubled, and it catches up at three times real time and more',
    async () => {
      await vi.waitFor(async () => expect(await readLagMs(database)).toBeLessThan(3_000), patience)
      // A run's marks move a little before it is recorded as ended.
      const capacity = await vi.waitFor(() => readCapacity(database), patience)
      await vi.waitFor(() => expect(reports.length).toBeGreaterThanOrEqual(20), patience)
      const before = peakOf(reports.slice(-8))

      reports.length = 0
      await slowDown(database, Math.min(capacity / slowness, perSecond / 2))
      await proxy.set({ toTargetDelayMs: 5, toClientDelayMs: 5 })
      const slowedAt = Date.now()
      await wait(slowMs)
      const backlogMs = await readLagMs(database)
      // Otherwise it was not slow enough for anything to pile up.
      expect(backlogMs).toBeGreaterThan(slowMs / 4)

      const fastAt = Date.now()
      await slowDown(database, null)
      await proxy.clear()
      await vi.waitFor(async () => expect(await readLagMs(database)).toBeLessThan(3_000), patience)
      const tookMs = Date.now() - fastAt
      const caughtUpMs = backlogMs + tookMs - (await readLagMs(database))
      const after = peakOf(reports)
      if (isLong) {
        console.info({ capacity, slowForS: (fastAt - slowedAt) / 1_000, backlogMs, tookMs, before, after })
      }
      expect(caughtUpMs / tookMs).toBeGreaterThanOrEqual(3)
      expect(after.heapMb - before.heapMb).toBeLessThanOrEqual(growthMbMax)
      expect(after.rssMb - before.rssMb).toBeLessThanOrEqual(growthMbMax)

      const exited = once(child, 'exit')
      child.send('stop')
      await exited
      await expectExact(database, sinceMs)
    },
    slowMs + 120_000,
  )
})

function peakOf(reports: readonly Report[]): Report {
  return {
    heapMb: Math.max(...reports.map(({ heapMb }) => heapMb)),
    rssMb: Math.max(...reports.map(({ rssMb }) => rssMb)),
  }
}

/** Makes each sample that is stored wait as a table says, on average: Postgres sleeps for whole milliseconds only. */
async function makeSlowable({ pool }: TestDatabase): Promise<void> {
  await pool.query(`
    create table slowness (ms double precision not null);
    insert into slowness values (0);
    create function be_slow() returns trigger language plpgsql volatile as $$
    declare due double precision := (select ms from slowness);
    begin
      if due >= 1 then perform pg_sleep(due / 1000);
      elsif random() < due then perform pg_sleep(0.001);
      end if;
      return new;
    end $$;
    create trigger be_slow before insert on sample for each row execute function be_slow()`)
}

/** Lets so many samples a second be stored; null: as many as can be. */
async function slowDown({ pool }: TestDatabase, perS: number | null): Promise<void> {
  await pool.query('update slowness set ms = $1', [perS === null ? 0 : 1_000 / perS])
}

/** How far behind the series that is furthest behind is, ms. */
async function readLagMs({ pool }: TestDatabase): Promise<number> {
  const { rows } = await pool.query<{ least: Date | null }>(
    `select min(coalesce(mark.complete_to, 'epoch')) as least
     from signal left join series_watermark mark on mark.signal_id = signal.id where signal.source_id = $1`,
    [sourceId],
  )
  return Date.now() - (rows[0]?.least?.getTime() ?? 0)
}

/** Samples a second that the first and longest run stored. */
async function readCapacity({ pool }: TestDatabase): Promise<number> {
  const { rows } = await pool.query<{ per_s: number }>(
    `select written_count / extract(epoch from finished_at - started_at)::float8 as per_s from ingest_run
     where job = 'ingest-samples' and status = 'succeeded' order by written_count desc limit 1`,
  )
  if (rows[0] === undefined) throw new Error('no run has ended yet')
  return rows[0].per_s
}

/** Every second of every series is there once, with its value, up to where its series has come. */
async function expectExact({ pool }: TestDatabase, sinceMs: number): Promise<void> {
  const { rows } = await pool.query<{ source_key: string; seconds: number; n: number; wrong: number; newest: Date }>(
    `select signal.source_key, count(distinct at) as seconds, count(*) as n, max(at) as newest,
       count(*) filter (where sample.value <> (substr(signal.source_key, 2)::bigint * 7 + extract(epoch from at)::bigint * 13) % 1000) as wrong
     from sample join signal on signal.id = sample.signal_id group by signal.source_key`,
  )
  expect(rows).toHaveLength(perSecond)
  expect(valueAt(3, 5)).toBe(86)
  for (const { source_key: key, seconds, n, wrong, newest } of rows) {
    const due = (newest.getTime() - sinceMs) / 1_000 + 1
    expect({ key, seconds, n, wrong }).toEqual({ key, seconds: due, n: due, wrong: 0 })
  }
}
