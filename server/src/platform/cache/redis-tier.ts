import { randomUUID } from 'node:crypto'
import type { CacheTag } from '@tieback/contracts'
import { Redis, type RedisOptions } from 'ioredis'
import { z } from 'zod'
import {
  acknowledgeScript,
  joinScript,
  moveChannel,
  moveScript,
  releaseScript,
  silentScript,
  stateKey,
} from './redis-scripts.ts'
import type { Move, SharedEntries, SharedTier, TierListener } from './shared-tier.ts'

/** Longest wait for one answer, ms. */
const commandTimeoutMs = 500

const connectTimeoutMs = 1_000

/** Longest wait between two tries to reach Redis again, ms. */
const retryMsMax = 500

/** How long a process may take to fill what it claimed, ms; then others may. */
const claimMs = 10_000

// Nothing waits for a Redis that is away: what is asked of it fails at once.
const connection = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  // Its own way to subscribe again leaves a failure unheard, which would end the process.
  autoResubscribe: false,
  commandTimeout: commandTimeoutMs,
  connectTimeout: connectTimeoutMs,
  retryStrategy: (times) => Math.min(times * 50, retryMsMax),
  // A Redis that was made a replica keeps its connections; the address leads to another one by now.
  reconnectOnError: ({ message }) => message.startsWith('READONLY'),
} satisfies RedisOptions

const MoveReply = z.tuple([z.string(), z.number(), z.number()])
const JoinReply = z.tuple([z.string(), z.number(), z.array(z.string())])
const Announcement = z.object({ epoch: z.string(), count: z.number(), tokens: z.record(z.string(), z.string()) })

// Safe: tags of other versions of the program are kept by name and never asked for.
const toTokens = (pairs: Iterable<readonly [string, string]>): Map<CacheTag, string> =>
  new Map(pairs) as Map<CacheTag, string>

function* inPairs(flat: readonly string[]): Generator<readonly [string, string]> {
  for (let index = 0; index + 1 < flat.length; index += 2) yield [flat[index] ?? '', flat[index + 1] ?? '']
}

function parseMove(message: string): Move | null {
  try {
    const { tokens, ...position } = Announcement.parse(JSON.parse(message))
    return { ...position, tokens: toTokens(Object.entries(tokens)) }
  } catch {
    return null
  }
}

function createConnection(url: string): Redis {
  const redis = new Redis(url, connection)
  // Whoever asks hears of it; without a listener every try would be printed.
  redis.on('error', () => undefined)
  return redis
}

function startListening(url: string, listener: TierListener): Redis {
  const redis = createConnection(url)
  redis.on('message', (_channel, message) => {
    const move = parseMove(message)
    // One that can't be read was missed, as good as.
    if (move === null) listener.onListening()
    else listener.onMove(move)
  })
  redis.on('ready', () => {
    redis.subscribe(moveChannel).then(
      () => listener.onListening(),
      () => redis.disconnect(true),
    )
  })
  return redis
}

function createEntries(redis: Redis): SharedEntries {
  const entryOf = (key: string): string => `tieback:cache:entry:{${key}}`
  const claimOf = (key: string): string => `tieback:cache:claim:{${key}}`
  return {
    claim: async (key, holder) => {
      const bytes = await redis.getBuffer(entryOf(key))
      if (bytes !== null) return { kind: 'entry', bytes }
      // An entry may have come in between: it is filled once more then, and no harm done.
      const isMine = await redis.set(claimOf(key), holder, 'PX', claimMs, 'NX')
      return { kind: isMine === null ? 'taken' : 'mine' }
    },
    put: async (key, holder, bytes, keepMs) => {
      await redis.set(entryOf(key), bytes, 'PX', Math.ceil(keepMs))
      await redis.eval(releaseScript, 1, claimOf(key), holder)
    },
    release: async (key, holder) => {
      await redis.eval(releaseScript, 1, claimOf(key), holder)
    },
  }
}

/** The shared tier in Redis, entries included. */
export function createRedisTier(redisUrl: string, { forgetAfterMs }: { readonly forgetAfterMs: number }): SharedTier {
  const redis = createConnection(redisUrl)
  // A process that starts may ask before the first connection stands. Later on nothing waits for one.
  const opened = new Promise<void>((resolve) => {
    redis.once('ready', resolve)
    redis.once('close', resolve)
  })
  let listening: Redis | null = null
  const run = async (script: string, ...values: (string | number)[]): Promise<unknown> => {
    await opened
    return await redis.eval(script, 1, stateKey, randomUUID(), ...values)
  }
  return {
    move: async (tokens) => {
      const reply = await run(moveScript, JSON.stringify(Object.fromEntries(tokens)), forgetAfterMs, moveChannel)
      const [epoch, count, isYoung] = MoveReply.parse(reply)
      return { epoch, count, isEpochYoung: isYoung === 1 }
    },
    join: async (memberId, applied) => {
      const reply = await run(joinScript, memberId, applied?.epoch ?? '', applied?.count ?? 0, forgetAfterMs)
      const [epoch, count, tokens] = JoinReply.parse(reply)
      return { epoch, count, tokens: toTokens(inPairs(tokens)) }
    },
    acknowledge: async (memberId, { epoch, count }) => {
      await run(acknowledgeScript, memberId, epoch, count)
    },
    countSilent: async ({ epoch, count }) => {
      const silent = z.number().parse(await run(silentScript, epoch, count))
      return silent < 0 ? null : silent
    },
    leave: async (memberId) => {
      await redis.hdel(stateKey, `m:${memberId}`)
    },
    listen: (listener) => {
      redis.on('ready', () => listener.onListening())
      listening = startListening(redisUrl, listener)
    },
    entries: createEntries(redis),
    close: () => {
      redis.disconnect()
      listening?.disconnect()
      return Promise.resolve()
    },
  }
}
