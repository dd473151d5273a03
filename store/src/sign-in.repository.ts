import { z } from 'zod'
import type { StoreTransaction } from './transaction.ts'
import type { Db } from './types.ts'

type Queries = Db | StoreTransaction

/** A sign-in that is on its way through the provider. */
export interface PendingSignIn {
  readonly stateHash: Buffer
  /** Of what the browser that began it holds. */
  readonly browserHash: Buffer
  /** What the provider's answer is held against, encrypted. */
  readonly checks: Buffer
  /** Path to go to afterwards. */
  readonly returnTo: string
}

/** Notes a sign-in that has begun. */
export async function beginSignIn(
  db: Queries,
  { stateHash, browserHash, checks, returnTo }: PendingSignIn,
  { holdS }: { readonly holdS: number },
): Promise<void> {
  await db.query(
    `insert into sign_in (state_hash, browser_hash, checks, return_to, ends_at)
     values ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 second')`,
    [stateHash, browserHash, checks, returnTo, holdS],
  )
}

const TakenRow = z.object({ checks: z.instanceof(Buffer), return_to: z.string() })

/** A pending sign-in of this browser, given once; null where there is none, or its time is over. */
export async function takeSignIn(
  db: Queries,
  { stateHash, browserHash }: Pick<PendingSignIn, 'stateHash' | 'browserHash'>,
): Promise<Pick<PendingSignIn, 'checks' | 'returnTo'> | null> {
  const { rows } = await db.query(
    `delete from sign_in where state_hash = $1 and browser_hash = $2 and ends_at > clock_timestamp()
     returning checks, return_to`,
    [stateHash, browserHash],
  )
  if (rows.length === 0) return null
  const { checks, return_to: returnTo } = TakenRow.parse(rows[0])
  return { checks, returnTo }
}

/** Whether the provider's word that somebody has signed out is heard for the first time; from now on it isn't. */
export async function spendLogoutToken(
  db: Queries,
  jtiHash: Buffer,
  { holdS }: { readonly holdS: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into spent_logout_token (jti_hash, ends_at) values ($1, clock_timestamp() + $2 * interval '1 second')
     on conflict do nothing`,
    [jtiHash, holdS],
  )
  return rowCount === 1
}

/** Forgets sign-ins that never came back, and words of the provider that can't be sent again. */
export async function deleteOverSignIns(db: Queries): Promise<void> {
  await db.query('delete from sign_in where ends_at <= clock_timestamp()')
  await db.query('delete from spent_logout_token where ends_at <= clock_timestamp()')
}
