import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send } from '../wire.ts'
import { type Attacked, startAttacked } from './attacked.ts'
import { ask, attacks, exchange, open, type Outcome, wanderingPaths } from './attacks.ts'
import { LoopWatch } from './loop-watch.ts'

/** The longest that the event loop may be held, ms. */
const heldMsMax = 200

let folder = ''
let attacked: Attacked

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tieback-hostile-'))
  const webRoot = join(folder, 'web')
  await mkdir(join(webRoot, 'assets'), { recursive: true })
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Shell</title>')
  await writeFile(join(webRoot, '.env'), 'SECRET=dotfile')
  await writeFile(join(folder, 'package.json'), '{"secret":"beside the folder"}')
  attacked = await startAttacked({ webRoot })
})

afterAll(async () => {
  await attacked.stop()
  await rm(folder, { recursive: true })
})

/** What an attack did, and how long it held the server; once more where that was too long. */
async function suffer(run: () => Promise<Outcome>): Promise<{ outcome: Outcome; heldMs: number }> {
  await attacked.readHeldMs()
  const outcome = await run()
  const heldMs = await attacked.readHeldMs()
  if (heldMs <= heldMsMax) return { outcome, heldMs }
  await run()
  return { outcome, heldMs: await attacked.readHeldMs() }
}

describe('what is measured', () => {
  it('notices a loop that is held, by work', () => {
    const watch = new LoopWatch()
    const usedMs = (): number => process.threadCpuUsage().user / 1_000
    const endsAtMs = usedMs() + 300
    while (usedMs() < endsAtMs);
    expect(watch.take()).toBeGreaterThan(heldMsMax)
    expect(watch.take()).toBeLessThan(heldMsMax)
    watch.stop()
  })
})

describe('a server that is sent', () => {
  it.each(attacks)('$name refuses it, lives, and turns on', async ({ allowed, parts }) => {
    const { outcome, heldMs } = await suffer(() => exchange(attacked.port, parts()))
    expect(allowed).toContainEqual(outcome.statuses)
    expect(heldMs).toBeLessThanOrEqual(heldMsMax)
    expect(attacked.isAlive()).toBe(true)
    expect((await send(`${attacked.url}/api/v1/plain`)).status).toBe(200)
  })

  it('10,000 requests at once over one connection answers them all, and turns on', async () => {
    const request = 'GET /api/v1/shared HTTP/1.1\r\nhost: a\r\n\r\n'
    const { outcome, heldMs } = await suffer(async () => {
      const socket = open(attacked.port)
      let text = ''
      const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
      socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
      socket.write(request.repeat(9_999) + request.replace('host', 'connection: close\r\nhost'))
      await ended
      return { statuses: [text.split('HTTP/1.1 200 OK').length - 1], text }
    })
    expect(outcome.statuses).toEqual([10_000])
    expect(heldMs).toBeLessThanOrEqual(heldMsMax)
  })

  it.each(wanderingPaths)('the path %s shows nothing that isn’t served', async (path) => {
    const { text, statuses } = await ask(attacked.port, path)
    expect(text).not.toMatch(/beside the folder|dotfile|root:/)
    expect([[400], [404]]).toContainEqual(statuses)
  })
})
