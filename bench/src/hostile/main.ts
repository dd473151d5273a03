// What others wait for while a server is attacked, beside what they wait for in peace.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStorePool, migrate, startEmbeddedPostgres } from '@tieback/store'
import { type BenchOptions, parseBenchOptions, publish, ratios, summarise } from '../harness.ts'
import { type OpenLoopResult, runOpenLoop } from '../http/open-loop.ts'

/** How many times as long others may wait, and how long the event loop may be held, ms. */
const p99RatioMax = 3
const heldMsMax = 200

/** Of everybody else together: a site of some hundred people. */
const perSecond = 100

/** Answered from memory once it has been asked for, on any store. */
const path = '/api/v1/sources'

interface Started {
  readonly child: ChildProcess
  readonly port: number
  readonly headers: Readonly<Record<string, string>>
}

/** The next message of a process that has a field. */
async function hear<Message>(child: ChildProcess, field: string): Promise<Message> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [Message]
    if (typeof message === 'object' && message !== null && field in message) return message
  }
}

async function startAttacked(databaseUrl: string): Promise<Started> {
  const child = fork(join(import.meta.dirname, 'attacked-server.ts'), {
    env: { ...process.env, DATABASE_URL: databaseUrl, BENCH_FEATURES: 'full' },
  })
  const { port, headers } = await hear<Omit<Started, 'child'>>(child, 'port')
  return { child, port, headers }
}

async function readHeldMs(child: ChildProcess): Promise<number> {
  child.send('held')
  const { heldMs } = await hear<{ readonly heldMs: number }>(child, 'heldMs')
  // A measured server answers whatever it is sent with this as well: it has to be through before anybody hangs up.
  await hear(child, 'cpuMicros')
  return heldMs
}

/** Runs while attackers are at work; how many attacks there were. */
async function underAttack<Value>(port: number, work: () => Promise<Value>): Promise<{ value: Value; count: number }> {
  const attacker = fork(join(import.meta.dirname, 'attacker.ts'), [String(port)])
  await hear(attacker, 'count')
  const value = await work()
  attacker.send('count')
  const { count } = await hear<{ readonly count: number }>(attacker, 'count')
  attacker.disconnect()
  await once(attacker, 'exit')
  return { value, count }
}

async function measure({ child, port, headers }: Started, { rounds, isQuick }: BenchOptions) {
  const load = { url: `http://127.0.0.1:${port}${path}`, headers, perSecond, seconds: isQuick ? 1 : 5 }
  const run = async (): Promise<OpenLoopResult> => {
    const result = await runOpenLoop(load)
    if (result.failed > 0) throw new Error(`${result.failed} of ${result.sent} good requests were not answered`)
    return result
  }
  await run()
  const samples = { calm: [] as number[], attacked: [] as number[], held: [] as number[], attacks: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    samples.calm.push((await run()).p99Ms)
    await readHeldMs(child)
    const { value, count } = await underAttack(port, run)
    samples.attacked.push(value.p99Ms)
    samples.held.push(await readHeldMs(child))
    samples.attacks.push(count)
  }
  return samples
}

async function bench(options: BenchOptions): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tieback-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined })
  const pool = createStorePool(postgres.url, { applicationName: 'tieback bench', max: 2, onError: () => undefined })
  try {
    await migrate(pool)
    const server = await startAttacked(postgres.url)
    const { calm, attacked, held, attacks } = await measure(server, options)
    const alive = server.child.exitCode === null
    server.child.disconnect()
    await once(server.child, 'exit')
    if (!alive) throw new Error('the server has ended')
    const results = [
      summarise(ratios(attacked, calm), {
        metric: 'what others wait for under attack, in times of peace, P99',
        unit: '×',
        better: 'lower',
        floor: p99RatioMax,
      }),
      summarise(calm, { metric: 'what others wait for in peace, P99', unit: 'ms', better: 'lower' }),
      summarise(attacked, { metric: 'what others wait for under attack, P99', unit: 'ms', better: 'lower' }),
      summarise(held, {
        metric: 'the longest that the event loop is held',
        unit: 'ms',
        better: 'lower',
        floor: heldMsMax,
      }),
      summarise(attacks, { metric: 'attacks in a round', unit: '', better: 'higher' }),
    ]
    await publish({ bench: 'hostile clients', rounds: options.rounds, results }, options)
  } finally {
    await pool.end()
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

await bench(parseBenchOptions({ rounds: 5, seconds: 5 }))
