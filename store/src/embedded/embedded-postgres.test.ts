import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { findEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts'

const isRoot = process.getuid?.() === 0

/** On every Linux. */
const nobody = { uid: 65_534, gid: 65_534 }

const parentProgram = fileURLToPath(new URL('../../test/launcher-parent.ts', import.meta.url))

const Said = z.object({ url: z.string(), reused: z.boolean(), refused: z.string() }).partial()

let dataDir: string
let messages: string[]
const servers: EmbeddedPostgres[] = []
const parents: ChildProcess[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tieback-launcher-'))
  messages = []
})

afterEach(async () => {
  for (const parent of parents.splice(0)) await kill(parent)
  for (const server of servers.splice(0)) await server.stop()
  // What a killed parent left behind is found again, and stopped.
  if (await findEmbeddedPostgres(dataDir)) await (await start()).stop()
  servers.length = 0
  await rm(dataDir, { recursive: true, force: true })
})

async function start(port?: number): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataDir,
    log: (message) => messages.push(message),
    ...(port === undefined ? {} : { port }),
  })
  servers.push(server)
  return server
}

/** Starts the server from a process of its own, and answers what that process said. */
async function startFromParent(
  identity: { uid?: number; gid?: number } = {},
): Promise<{ parent: ChildProcess; said: z.infer<typeof Said> }> {
  const parent = spawn(process.execPath, [parentProgram, dataDir], { stdio: ['pipe', 'pipe', 'inherit'], ...identity })
  parents.push(parent)
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string]
  return { parent, said: Said.parse(JSON.parse(line)) }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

const postmasterPid = async (): Promise<number> =>
  Number((await readFile(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0])

/** Whether there is such a process; one that has ended, and that nobody has buried yet, isn't one. */
const isAlive = async (pid: number): Promise<boolean> => {
  const state = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => '')
  return state !== '' && !/\) Z /.test(state)
}

describe('the embedded Postgres', () => {
  it('is made at the first start, stopped whole, and keeps its data, address and password', async () => {
    const first = await start()
    expect(first.reused).toBe(false)
    expect(await findEmbeddedPostgres(dataDir)).toBe(first.url)
    await query(first.url, 'create table kept (value int); insert into kept values (42)')
    const pid = await postmasterPid()
    await first.stop()
    await first.stop()
    expect(await isAlive(pid)).toBe(false)
    expect(await findEmbeddedPostgres(dataDir)).toBeNull()
    const second = await start()
    expect(second).toMatchObject({ url: first.url, reused: false })
    expect(await query(second.url, 'select value from kept')).toEqual([{ value: 42 }])
    expect(messages).toEqual([expect.stringContaining('made a new cluster')])
  })

  it('goes on when the process that started it is killed, and is found by the next', async () => {
    const { parent, said } = await startFromParent()
    await kill(parent)
    const pid = await postmasterPid()
    expect(await isAlive(pid)).toBe(true)
    const next = await start()
    expect(said).toEqual({ url: next.url, reused: false })
    expect(next.reused).toBe(true)
    expect(messages).toEqual([
      expect.stringContaining(`goes on with the server of an earlier start (process ${String(pid)}`),
    ])
    await next.stop()
    expect(await isAlive(pid)).toBe(false)
  })

  it('serves one Tieback at a time, and is not disturbed by a second', async () => {
    const { url } = await start()
    const { said } = await startFromParent()
    expect(said.refused).toContain('Another Tieback is running')
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('recovers after it was killed itself', async () => {
    const first = await start()
    await query(first.url, 'create table kept (value int); insert into kept values (42)')
    await query(first.url, 'checkpoint')
    const pid = await postmasterPid()
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => isAlive(pid)).toBe(false)
    await first.stop()
    const second = await start()
    expect(second.reused).toBe(false)
    expect(await query(second.url, 'select value from kept')).toEqual([{ value: 42 }])
    expect(messages).toContainEqual(expect.stringContaining('did not stop in order'))
  })

  it('is replaced when it runs but answers nobody', async () => {
    const { parent } = await startFromParent()
    await kill(parent)
    const pid = await postmasterPid()
    process.kill(pid, 'SIGSTOP')
    const next = await start()
    expect(next.reused).toBe(false)
    expect(await isAlive(pid)).toBe(false)
    expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(messages).toContainEqual(expect.stringContaining('stops a server that no longer answers'))
  })

  it('takes no other process for its server that has its old number by now', async () => {
    await (await start()).stop()
    await writeFile(join(dataDir, 'cluster', 'postmaster.pid'), `${String(process.pid)}\n${dataDir}/cluster\n0\n5432\n`)
    expect(await findEmbeddedPostgres(dataDir)).toBeNull()
    expect((await start()).reused).toBe(false)
  })

  it('takes another port when its old one is taken, and the one that it is told', async () => {
    const first = await start()
    const port = Number(new URL(first.url).port)
    await first.stop()
    const squatter = createServer().listen(port, '127.0.0.1')
    await once(squatter, 'listening')
    const second = await start()
    expect(new URL(second.url).port).not.toBe(String(port))
    await second.stop()
    squatter.close()
    await once(squatter, 'close')
    expect(new URL((await start(port)).url).port).toBe(String(port))
  })

  it('lets nobody in without the password, which only its user can read', async () => {
    const { url } = await start()
    const other = new URL(url)
    other.password = 'guess'
    await expect(query(other.href, 'select 1')).rejects.toThrow('password authentication failed')
    expect((await stat(join(dataDir, 'password'))).mode & 0o077).toBe(0)
    expect(other.hostname).toBe('127.0.0.1')
  })

  it('says why it could not start', async () => {
    await (await start()).stop()
    await writeFile(join(dataDir, 'cluster', 'postgresql.auto.conf'), 'no_such_setting = on\n')
    await expect(start()).rejects.toThrow(/did not start on .*no_such_setting/)
    await writeFile(join(dataDir, 'cluster', 'postgresql.auto.conf'), '')
  })

  it('begins again where making the cluster was interrupted', async () => {
    await mkdir(join(dataDir, 'cluster.unfinished'))
    await writeFile(join(dataDir, 'cluster.unfinished', 'PG_VERSION'), '18\n')
    expect(await query((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it.runIf(isRoot)('runs as an ordinary user too, and root then runs it as its owner', async ({ skip }) => {
    const { error } = spawnSync(process.execPath, ['--version'], nobody)
    skip(error !== undefined, `this checkout is closed to everybody but root: ${error?.message ?? ''}`)
    const { uid, gid } = nobody
    await chown(dataDir, uid, gid)
    const { parent, said } = await startFromParent({ uid, gid })
    expect(said.reused).toBe(false)
    expect((await stat(join(dataDir, 'cluster'))).uid).toBe(uid)
    await kill(parent)
    const asRoot = await start()
    expect(asRoot.reused).toBe(true)
    await asRoot.stop()
    expect((await start()).reused).toBe(false)
  })

  it.runIf(isRoot)(
    "is kept where its user can get to when root's folders are closed, and found there again",
    async () => {
      const closedDir = dataDir
      await chmod(closedDir, 0o700)
      dataDir = join(closedDir, 'postgres')
      const first = await start()
      const [message = ''] = messages
      expect(message).toContain(`${closedDir} is closed to user`)
      const homeDir = message.split(' ').at(-1) ?? ''
      expect(await readFile(join(dataDir, 'moved.txt'), 'utf8')).toBe(`${message}\n`)
      await query(first.url, 'create table kept (value int)')
      await first.stop()
      const second = await start()
      expect(await query(second.url, 'select * from kept')).toEqual([])
      expect(await findEmbeddedPostgres(dataDir)).toBe(second.url)
      await second.stop()
      await rm(homeDir, { recursive: true })
      await rm(closedDir, { recursive: true })
    },
  )
})
