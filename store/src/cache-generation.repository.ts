import { z } from 'zod'
import type { Db } from './types.ts'

/** A place in the order of all moves; only places of one epoch can be compared. */
export interface CachePosition {
  readonly epoch: string
  readonly count: number
}

/** Tags with their generations after the move of this position. */
export interface CacheGenerations extends CachePosition {
  readonly tokens: Readonly<Record<string, string>>
}

/** Where moves are announced. */
export const cacheChannel = 'tieback_cache'

// The embedded server may lose the last commits when it is killed, and what the others rely on must not be among them.
const durably = `(select set_config('synchronous_commit', 'on', true)) as durably`

// A server that started again may have lost its last commits, or be another copy of the data: nothing from before counts.
const epoch = `extract(epoch from pg_postmaster_start_time())::text`

const PositionRow = z.object({ epoch: z.string(), count: z.number() })
const SnapshotRow = PositionRow.extend({ tokens: z.record(z.string(), z.string()) })
const SilentRow = z.object({ epoch: z.string(), silent: z.number() })

/**
 * Gives tags new generations and announces them, on disk before it is acknowledged. One statement: between two of them
 * the row that orders all moves would stay locked for as long as a process that was stopped there says nothing.
 */
export async function moveGenerations(db: Db, tokens: Readonly<Record<string, string>>): Promise<CachePosition> {
  // Whatever is stored comes from "moved", so that whoever waits for that row holds no other.
  const { rows } = await db.query(
    `with moved as (
       update cache_position set moves = moves + 1 from ${durably} returning ${epoch} as epoch, moves as count
     ), stored as (
       insert into cache_generation (tag, token)
       select given.key, given.value from moved cross join lateral json_each_text($1::json) as given
       on conflict (tag) do update set token = excluded.token
     )
     select epoch, count,
            pg_notify($2, json_build_object('epoch', epoch, 'count', count, 'tokens', $1::json)::text) from moved`,
    [JSON.stringify(tokens), cacheChannel],
  )
  return PositionRow.parse(rows[0])
}

/**
 * All generations. The member is on the list before they are read, so that a move which they lack finds it there.
 * Members that were silent for `forgetAfterMs` are forgotten.
 */
export async function joinCache(
  db: Db,
  { memberId, applied, forgetAfterMs }: { memberId: string; applied: CachePosition | null; forgetAfterMs: number },
): Promise<CacheGenerations> {
  await db.query(
    `with forgotten as (
       delete from cache_member where id <> $1 and last_seen < clock_timestamp() - $4 * interval '1 millisecond'
     )
     insert into cache_member (id, epoch, applied, last_seen) select $1, $2, $3::bigint, clock_timestamp() from ${durably}
     on conflict (id) do update set epoch = $2, applied = $3, last_seen = clock_timestamp()`,
    [memberId, applied?.epoch ?? '', applied?.count ?? 0, forgetAfterMs],
  )
  const { rows } = await db.query(
    `select ${epoch} as epoch, moves as count,
            (select coalesce(json_object_agg(tag, token), '{}') from cache_generation) as tokens from cache_position`,
  )
  return SnapshotRow.parse(rows[0])
}

/** Notes that a member has dropped everything that a move made void. */
export async function acknowledgeMoves(db: Db, memberId: string, applied: CachePosition): Promise<void> {
  await db.query(`update cache_member set epoch = $2, applied = $3 where id = $1 and (epoch <> $2 or applied < $3)`, [
    memberId,
    applied.epoch,
    applied.count,
  ])
}

/** How many members have not acknowledged a move; null where its epoch is over. */
export async function countSilentMembers(db: Db, position: CachePosition): Promise<number | null> {
  const { rows } = await db.query(
    `select ${epoch} as epoch, count(*) filter (where epoch <> $1 or applied < $2) as silent from cache_member`,
    [position.epoch, position.count],
  )
  const { epoch: current, silent } = SilentRow.parse(rows[0])
  return current === position.epoch ? silent : null
}

/** Takes a member off the list. */
export async function leaveCache(db: Db, memberId: string): Promise<void> {
  await db.query('delete from cache_member where id = $1', [memberId])
}
