// Sends everything hostile, over and over, for as long as it runs: a process of its own, so that its work isn't the server's.
import { setTimeout as wait } from 'node:timers/promises'
import { attacks, exchange } from '@tieback/server/testing'

/** Attacks on the way at a time. */
const attackersMax = 4

/**
 * Most attacks in a second. Attackers have machines of their own; this one shares the server's, and without a bound what
 * they take of it would be measured.
 */
const attacksPerSecond = 60

const port = Number(process.argv[2])
// Made once: an attacker has all the time in the world to prepare.
const prepared = attacks.map(({ parts }) => [...parts()])
let count = 0

const startedAt = performance.now()

async function attack(): Promise<never> {
  for (;;) {
    count += 1
    const dueAt = startedAt + (count / attacksPerSecond) * 1_000
    await wait(Math.max(0, dueAt - performance.now()))
    await exchange(port, prepared[count % prepared.length] ?? [])
  }
}

process.on('message', () => process.send?.({ count }))
process.on('disconnect', () => process.exit(0))
process.send?.({ count })
await Promise.all(Array.from({ length: attackersMax }, attack))
