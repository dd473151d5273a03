import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditEntry, createSigningKey } from '../test/audit-log.ts'
import { createDraw, drawSeed } from '../test/audit-tampers.ts'
import { addCheckpoint, readAuditHead } from './audit-checkpoint.repository.ts'
import { appendAuditEntry } from './audit.repository.ts'
import { verifyAuditLog } from './audit-verify.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'

const entries = 60
const signing = createSigningKey()
let database: TestDatabase
/** A superuser who has taken the triggers off. */
let intruder: pg.Client

const tables = {
  audit_log: 'sequence, entry, previous_hash, hash',
  audit_checkpoint: 'sequence, previous_sequence, hash, at, key_id, signature',
  audit_head: 'is_only, sequence, hash, checkpoint_sequence',
} as const

beforeAll(async () => {
  database = await startTestDatabase()
  for (let index = 1; index <= entries; index += 1) {
    await appendAuditEntry(database.pool, auditEntry({ detail: { index: String(index) } }))
    if (index % 20 === 10) await addCheckpoint(database.pool, signing.privateKey, new Date())
  }
  intruder = new pg.Client({ connectionString: database.url })
  await intruder.connect()
  for (const [table, columns] of Object.entries(tables)) {
    await intruder.query(`create table copy_of_${table} as select ${columns} from tieback_audit.${table}`)
    await intruder.query(`alter table tieback_audit.${table} disable trigger all`)
  }
})
afterAll(async () => {
  await intruder.end()
  await database.dispose()
})

/** The verdict after somebody was at the store; then all is as it was. */
async function verdictAfter(sql: string) {
  try {
    const { rowCount } = await intruder.query(sql)
    // A tamper that touches nothing would not be found either.
    expect(rowCount, sql).not.toBe(0)
    return await verifyAuditLog(database.pool, { keys: signing.keys })
  } finally {
    for (const [table, columns] of Object.entries(tables)) {
      await intruder.query(`delete from tieback_audit.${table}`)
      await intruder.query(`insert into tieback_audit.${table} (${columns}) select ${columns} from copy_of_${table}`)
    }
  }
}

const log = 'tieback_audit.audit_log'
const checkpoint = 'tieback_audit.audit_checkpoint'
const head = 'tieback_audit.audit_head'

/** Where in the log, and which of its bits. */
interface Place {
  readonly entry: number
  readonly byte: number
  readonly bit: number
  /** A checkpoint is about it. */
  readonly signed: number
}

const flipped = (column: string, { byte, bit }: Place): string =>
  `set_byte(${column}, ${byte} % octet_length(${column}), get_byte(${column}, ${byte} % octet_length(${column})) # (1 << ${bit}))`

const tampers: Readonly<Record<string, (place: Place) => string>> = {
  'a bit of a hash': (place) => `update ${log} set hash = ${flipped('hash', place)} where sequence = ${place.entry}`,
  'a bit of the hash before': (place) =>
    `update ${log} set previous_hash = ${flipped('previous_hash', place)} where sequence = ${place.entry}`,
  'a character of a text': ({ entry, byte }) =>
    `update ${log} set entry = overlay(entry placing '~' from position('Ingrid' in entry) + ${byte % 6}) where sequence = ${entry}`,
  'an instant': ({ entry, byte }) =>
    `update ${log} set entry = replace(entry, at_ms::text, (at_ms - 1 - ${byte})::text) where sequence = ${entry}`,
  'a place': ({ entry, byte }) =>
    `update ${log} set sequence = sequence # (1::bigint << ${10 + byte}) where sequence = ${entry}`,
  'an entry taken out': ({ entry }) => `delete from ${log} where sequence = ${entry}`,
  'the end cut off': ({ entry }) => `delete from ${log} where sequence >= ${entry}`,
  'two entries exchanged': ({ entry }) =>
    `update ${log} l set entry = o.entry from ${log} o
     where (l.sequence, o.sequence) in ((${entry}, ${(entry % entries) + 1}), (${(entry % entries) + 1}, ${entry}))`,
  'an entry put in front of all': ({ entry, byte }) =>
    `insert into ${log} (sequence, entry, previous_hash, hash)
     select ${-byte}, entry, previous_hash, hash from ${log} where sequence = ${entry}`,
  'a text rewritten, with a hash that fits': ({ entry }) =>
    `update ${log} set entry = entry || ' ',
       hash = sha256(previous_hash || int8send(sequence) || convert_to(entry || ' ', 'UTF8')) where sequence = ${entry}`,
  'a checkpoint taken out': ({ signed }) => `delete from ${checkpoint} where sequence = ${signed}`,
  'a bit of a signature': (place) =>
    `update ${checkpoint} set signature = ${flipped('signature', place)} where sequence = ${place.signed}`,
  'the instant of a checkpoint': ({ signed, byte }) =>
    `update ${checkpoint} set at = at - ${byte + 1} * interval '1 millisecond' where sequence = ${signed}`,
  'a bit of the head': (place) => `update ${head} set hash = ${flipped('hash', place)}`,
  'the head moved': ({ entry }) => `update ${head} set sequence = sequence - ${entry}`,
  'the end of the checkpoints moved': ({ entry }) =>
    `update ${head} set checkpoint_sequence = checkpoint_sequence - ${entry}`,
  'the end cut off, and the head moved back': ({ entry }) =>
    `with gone as (delete from ${log} where sequence > ${entry % 50} returning sequence, previous_hash)
     update ${head} set sequence = g.sequence - 1, hash = g.previous_hash
     from (select * from gone order by sequence limit 1) g`,
}

describe('verification of the audit log in the store', () => {
  it('finds nothing wrong with what was appended', async () => {
    expect(await verifyAuditLog(database.pool, { keys: signing.keys })).toEqual({
      entries,
      checkpoints: 3,
      areSignaturesChecked: true,
      fault: null,
    })
    expect(await verifyAuditLog(database.pool, { from: 41, keys: signing.keys })).toMatchObject({
      entries: 20,
      checkpoints: 1,
      fault: null,
    })
  })

  it.each(Object.entries(tampers))('finds %s, wherever it is done', async (_name, tamper) => {
    const seed = drawSeed()
    const draw = createDraw(seed)
    for (let turn = 0; turn < 8; turn += 1) {
      const place = { entry: 1 + draw(entries), byte: draw(32), bit: draw(8), signed: 10 + 20 * draw(3) }
      const { fault } = await verdictAfter(tamper(place))
      expect(fault, `seed ${seed}: ${tamper(place)}`).not.toBeNull()
    }
  })

  it('names the entry that was altered', async () => {
    const { fault } = await verdictAfter(`update tieback_audit.audit_log set entry = entry || ' ' where sequence = 23`)
    expect(fault).toEqual({ sequence: 23, what: 'Its text, its place or its hash was altered.' })
  })

  it('finds a log that was emptied', async () => {
    const { fault } = await verdictAfter('truncate tieback_audit.audit_log')
    expect(fault?.sequence).toBe(1)
  })

  it('looks no further than the entries that were there when it began', async () => {
    const verifying = verifyAuditLog(database.pool, { keys: signing.keys })
    const { sequence } = await readAuditHead(database.pool)
    expect(await verifying).toMatchObject({ entries: sequence, fault: null })
  })

  // Last: the columns stay as they are then.
  it.each([
    ['at_ms', `(entry::jsonb ->> 'at')::bigint`],
    ['action', `entry::jsonb ->> 'action'`],
    ['outcome', `entry::jsonb ->> 'outcome'`],
    ['actor_id', `entry::jsonb #>> '{actor,id}'`],
    ['object_id', `entry::jsonb #>> '{object,id}'`],
  ])('finds %s altered, which filters see', async (column, written) => {
    await intruder.query(`alter table ${log} alter column ${column} drop expression`)
    const other = column === 'at_ms' ? '1' : `'x'`
    await intruder.query(`update ${log} set ${column} = ${other} where sequence = 30`)
    const { fault } = await verifyAuditLog(database.pool, { keys: signing.keys })
    expect(fault).toMatchObject({ sequence: 30, what: expect.stringContaining('What filters see') as string })
    await intruder.query(`update ${log} set ${column} = ${written} where sequence = 30`)
  })
})
