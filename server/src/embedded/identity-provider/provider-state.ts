import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { exportJWK, generateKeyPair } from 'jose'
import type { Adapter, AdapterPayload, JWK } from 'oidc-provider'
import { z } from 'zod'
import { ConfigError } from '../../config/environment.ts'
import { createSecretsFolder } from '../../config/secrets.ts'

/** Keys that have been followed by others stay readable for this many rotations. */
const formerKeysMax = 1

const Kept = z.object({
  keys: z.array(z.record(z.string(), z.string())).min(1),
  cookieKey: z.string().min(32),
  rows: z.array(z.tuple([z.string(), z.object({ payload: z.unknown(), endsAt: z.number().nullable() })])),
})

interface Row {
  readonly payload: AdapterPayload
  /** Epoch ms; null: it doesn't end. */
  readonly endsAt: number | null
}

/** A private key, as the provider and jose take it. */
export type SigningKey = JWK & { readonly kid: string }

/** What a provider must not forget between two starts: its keys, who is signed in, and what it has given out. */
export interface ProviderState {
  /** The one that signs comes first. */
  keys(): readonly SigningKey[]
  readonly cookieKey: string
  /** A new key signs from now on; the former one can still be checked against. */
  rotate(): Promise<void>
  adapter(model: string): Adapter
  /** Resolves once everything is on disk. */
  flush(): Promise<void>
}

interface StateOptions {
  /** Left out: nothing outlives the process. */
  readonly file?: string
}

/** What is given out by a grant and ends with it; a sign-in under way, which names the grant before, goes on. */
const givenModels: ReadonlySet<string> = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken'])

const isGiven = (key: string): boolean => givenModels.has(key.slice(0, key.indexOf(':')))

const isOver = ({ endsAt }: Row): boolean => endsAt !== null && endsAt <= Date.now()

async function createKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return {
    ...(await exportJWK(privateKey)),
    kid: randomBytes(8).toString('hex'),
    alg: 'RS256',
    use: 'sig',
  }
}

/** Writes one file, readable by its owner alone, one write after the other. */
function createWriter(file: string, render: () => string) {
  let last: Promise<void> = Promise.resolve()
  let isAsked = false
  const write = async (): Promise<void> => {
    isAsked = false
    await createSecretsFolder(dirname(file))
    await writeFile(`${file}.new`, render(), { mode: 0o600 })
    await rename(`${file}.new`, file)
  }
  return {
    ask(): void {
      if (isAsked) return
      isAsked = true
      last = last.then(write)
    },
    done: () => last,
  }
}

async function readKept(file: string): Promise<z.infer<typeof Kept>> {
  try {
    return Kept.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    const message = `${file} can't be read: it was changed or cut short. Take it away; everybody then signs in anew.`
    throw new ConfigError(message, { cause })
  }
}

/** The state of a provider, as the last one left it. Throws ConfigError where it can't be read: whoever is signed in would be lost unsaid. */
export async function openProviderState({ file }: StateOptions): Promise<ProviderState> {
  const kept = file !== undefined && existsSync(file) ? await readKept(file) : null
  let keys = (kept?.keys as SigningKey[] | undefined) ?? [await createKey()]
  const cookieKey = kept?.cookieKey ?? randomBytes(32).toString('base64url')
  const rows = new Map<string, Row>(kept?.rows as [string, Row][] | undefined)
  const render = (): string => {
    for (const [key, row] of rows) if (isOver(row)) rows.delete(key)
    return JSON.stringify({ keys, cookieKey, rows: [...rows] })
  }
  const writer = file === undefined ? null : createWriter(file, render)
  writer?.ask()
  return {
    keys: () => keys,
    cookieKey,
    rotate: async () => {
      keys = [await createKey(), ...keys.slice(0, formerKeysMax)]
      writer?.ask()
    },
    adapter: (model) => createAdapter(model, rows, () => writer?.ask()),
    flush: async () => await writer?.done(),
  }
}

/** What the provider keeps of one kind, in rows that all kinds share. */
function createAdapter(model: string, rows: Map<string, Row>, changed: () => void): Adapter {
  const keyOf = (id: string): string => `${model}:${id}`
  const findRow = (key: string): AdapterPayload | undefined => {
    const row = rows.get(key)
    return row === undefined || isOver(row) ? undefined : row.payload
  }
  const findWhere = (fits: (payload: AdapterPayload) => boolean): AdapterPayload | undefined =>
    [...rows].find(([key, row]) => key.startsWith(`${model}:`) && !isOver(row) && fits(row.payload))?.[1].payload
  const done = (): Promise<void> => {
    changed()
    return Promise.resolve()
  }
  return {
    upsert: (id, payload, expiresIn) => {
      rows.set(keyOf(id), { payload, endsAt: expiresIn === undefined ? null : Date.now() + expiresIn * 1_000 })
      return done()
    },
    find: (id) => Promise.resolve(findRow(keyOf(id))),
    findByUid: (uid) => Promise.resolve(findWhere((payload) => payload.uid === uid)),
    findByUserCode: (userCode) => Promise.resolve(findWhere((payload) => payload.userCode === userCode)),
    consume: (id) => {
      const row = rows.get(keyOf(id))
      if (row !== undefined) row.payload.consumed = Math.floor(Date.now() / 1_000)
      return done()
    },
    destroy: (id) => {
      rows.delete(keyOf(id))
      return done()
    },
    revokeByGrantId: (grantId) => {
      for (const [key, { payload }] of rows) if (payload.grantId === grantId && isGiven(key)) rows.delete(key)
      return done()
    },
  }
}
