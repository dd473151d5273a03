import pg from 'pg'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { listenToCacheMoves } from './cache-generation.channel.ts'
import {
  acknowledgeMoves,
  type CacheGenerations,
  countSilentMembers,
  joinCache,
  leaveCache,
  moveGenerations,
} from './cache-generation.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await startTestDatabase()
  return database.dispose
})

const join = (memberId: string, forgetAfterMs = 60_000) =>
  joinCache(database.pool, { memberId, applied: null, forgetAfterMs })

describe('cache generations', () => {
  it('keep the newest of each tag, at the place of the last move', async () => {
    await moveGenerations(database.pool, { nodes: 'n1', samples: 's1' })
    const { count } = await moveGenerations(database.pool, { nodes: 'n2' })
    expect(await join('a')).toMatchObject({ count, tokens: { nodes: 'n2', samples: 's1' } })
    await leaveCache(database.pool, 'a')
  })

  it('take their places one after the other, whoever moves them at once', async () => {
    const before = await moveGenerations(database.pool, { nodes: 'n', samples: 's' })
    const tokens = (index: number) => (index % 2 === 0 ? { nodes: 'n', samples: 's' } : { samples: 's', nodes: 'n' })
    const moves = await Promise.all(
      Array.from({ length: 40 }, (_, index) => moveGenerations(database.pool, tokens(index))),
    )
    const counts = moves.map(({ count }) => count - before.count).toSorted((a, b) => a - b)
    expect(counts).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
  })

  it('are moved in one question, so that a process which is stopped for ever leaves no lock to the others', async () => {
    const asked = vi.spyOn(pg.Client.prototype, 'query')
    await moveGenerations(database.pool, { nodes: 'n' })
    expect(asked).toHaveBeenCalledTimes(1)
    asked.mockRestore()
  })

  it('are on disk before a move is told of, also where commits are not waited for', async () => {
    const client = await database.pool.connect()
    await client.query(`begin; set local synchronous_commit = 'off'`)
    await moveGenerations(client, { nodes: 'n' })
    const { rows } = await client.query('show synchronous_commit')
    await client.query('rollback')
    client.release()
    expect(rows).toEqual([{ synchronous_commit: 'on' }])
  })

  it('count who has not applied a move, and leave out who left or was silent for too long', async () => {
    const { pool } = database
    for (const memberId of ['a', 'b', 'c']) await join(memberId)
    const move = await moveGenerations(pool, { nodes: 'n3' })
    expect(await countSilentMembers(pool, move)).toBe(3)
    await acknowledgeMoves(pool, 'a', move)
    await leaveCache(pool, 'b')
    expect(await countSilentMembers(pool, move)).toBe(1)
    await pool.query(`update cache_member set last_seen = last_seen - interval '1 hour' where id = 'c'`)
    await join('a')
    await acknowledgeMoves(pool, 'a', move)
    expect(await countSilentMembers(pool, move)).toBe(0)
    expect(await countSilentMembers(pool, { ...move, epoch: 'another' })).toBeNull()
  })

  it('are announced with their place, and again after the connection was lost', async () => {
    const heard: CacheGenerations[] = []
    let timesListening = 0
    const channel = listenToCacheMoves(database.url, {
      onMove: (move) => heard.push(move),
      onListening: () => (timesListening += 1),
    })
    await vi.waitFor(() => expect(timesListening).toBe(1), { timeout: 10_000 })
    const first = await moveGenerations(database.pool, { nodes: 'n4' })
    await vi.waitFor(() => expect(heard).toEqual([{ ...first, tokens: { nodes: 'n4' } }]))
    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tieback-cache' and datname = current_database()`,
    )
    await vi.waitFor(() => expect(timesListening).toBe(2), { timeout: 10_000 })
    const second = await moveGenerations(database.pool, { nodes: 'n5' })
    await vi.waitFor(() => expect(heard.at(-1)).toMatchObject(second))
    await channel.close()
    await channel.close()
  })

  it('say that they are listened to again where a word of another kind comes', async () => {
    const onListening = vi.fn()
    const channel = listenToCacheMoves(database.url, { onMove: () => undefined, onListening })
    await vi.waitFor(() => expect(onListening).toHaveBeenCalledTimes(1), { timeout: 10_000 })
    await database.pool.query(`select pg_notify('tieback_cache', 'no move')`)
    await vi.waitFor(() => expect(onListening).toHaveBeenCalledTimes(2))
    await channel.close()
  })
})
