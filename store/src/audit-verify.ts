import type { Pool, PoolClient } from 'pg'
import { z } from 'zod'
import { type ChainEntry, type ChainOptions, type ChainReport, ChainVerifier } from './audit-chain.ts'
import { readAuditCheckpoints, readAuditHead } from './audit-checkpoint.repository.ts'
import { copyOut } from './copy/copy-statements.ts'

/** Entries that are read at once, about 10 MB. */
const entriesAtOnce = 20_000

/** Before the first place that an entry could have, right or wrong. */
const beforeAll = '-9223372036854775808'

/** Fields of a row of COPY, each a length and so many bytes, one after the other. */
class RowFields {
  private place: number
  private readonly bytes: Buffer

  constructor(bytes: Buffer, start: number) {
    this.bytes = bytes
    // The number of fields comes first.
    this.place = start + 2
  }

  /** The next field; null where it is. Its bytes hold as long as the row's. */
  read(): Buffer | null {
    const length = this.bytes.readInt32BE(this.place)
    const start = this.place + 4
    this.place = start + Math.max(0, length)
    return length < 0 ? null : this.bytes.subarray(start, this.place)
  }

  readBytes(): Buffer {
    return this.read() ?? Buffer.alloc(0)
  }

  readBigint(): number {
    const length = this.bytes.readInt32BE(this.place)
    if (length < 0) return Number(this.read() ?? Number.NaN)
    const start = this.place + 4
    this.place = start + length
    return this.bytes.readInt32BE(start) * 4_294_967_296 + this.bytes.readUInt32BE(start + 4)
  }

  readText(): string | null {
    return this.read()?.toString('utf8') ?? null
  }
}

function toChainEntry(bytes: Buffer, start: number): ChainEntry {
  const fields = new RowFields(bytes, start)
  return {
    sequence: fields.readBigint(),
    entry: fields.readBytes(),
    previousHash: fields.readBytes(),
    // Held until the next row has come, when these bytes may be another's.
    hash: Buffer.from(fields.readBytes()),
    columns: {
      atMs: fields.readBigint(),
      action: fields.readText(),
      outcome: fields.readText(),
      actorId: fields.readText(),
      objectId: fields.readText(),
    },
  }
}

/** A stretch of the log, both ends included. */
interface Stretch {
  readonly from: string
  readonly to: string
}

const entriesOf = ({ from, to }: Stretch): string =>
  `select sequence, entry, previous_hash, hash, at_ms, action, outcome, actor_id, object_id
   from tieback_audit.audit_log where sequence between ${from} and ${to} order by sequence`

const StretchRow = z.object({ from: z.string().nullable(), to: z.string().nullable() })

/** The next entries after a place; null where there are no more. */
async function findStretch(client: PoolClient, after: string): Promise<Stretch | null> {
  const { rows } = await client.query(
    `select min(sequence)::text as "from", max(sequence)::text as "to" from
       (select sequence from tieback_audit.audit_log where sequence > $1 order by sequence limit $2) as next`,
    [after, entriesAtOnce],
  )
  const { from, to } = StretchRow.parse(rows[0])
  return from === null || to === null ? null : { from, to }
}

/** What `work` gives, reading the store as it is at one instant. */
async function atOneInstant<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** The log, a stretch at a time, until there is no more or nobody wants it. */
async function* readStretches(client: PoolClient, from: number): AsyncGenerator<Stretch> {
  let after = from === 1 ? beforeAll : String(from - 1)
  for (;;) {
    const stretch = await findStretch(client, after)
    if (stretch === null) return
    yield stretch
    after = stretch.to
  }
}

/**
 * Reads the log from beginning to end and holds it against itself, its head and its checkpoints. Nothing is written.
 *
 * cost  a second for some hundred thousand entries; those that come meanwhile are not looked at
 */
export async function verifyAuditLog(pool: Pool, options: ChainOptions, signal?: AbortSignal): Promise<ChainReport> {
  const verifier = new ChainVerifier(options)
  return await atOneInstant(pool, async (client) => {
    const head = await readAuditHead(client)
    let expected = options.from === undefined || options.from === 1 ? beforeAll : String(options.from)
    for await (const stretch of readStretches(client, options.from ?? 1)) {
      signal?.throwIfAborted()
      verifier.expect(await readAuditCheckpoints(client, { from: expected, to: stretch.to }))
      await copyOut(client, entriesOf(stretch), (bytes, start) => verifier.take(toChainEntry(bytes, start)))
      expected = String(BigInt(stretch.to) + 1n)
      // A fault that was found further on doesn't say that there is none before it.
      if (verifier.fault !== null && verifier.fault.sequence <= Number(stretch.to)) break
    }
    // All that is left: checkpoints about entries that are not there.
    verifier.expect(await readAuditCheckpoints(client, { from: expected, to: null }))
    return verifier.finish(head)
  })
}
