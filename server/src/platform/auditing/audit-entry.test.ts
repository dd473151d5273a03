import { describe, expect, it } from 'vitest'
import { digestOf, toAuditEntry } from './audit-entry.ts'
import type { AuditInput } from './recorder.ts'

const input: AuditInput = {
  action: 'source.check',
  outcome: 'done',
  actor: { id: 'ingrid.berg', name: 'Ingrid Berg', kind: 'person' },
  object: { kind: 'source', id: 'pi-offshore' },
  correlationId: 'request-1',
}

describe('an audit entry', () => {
  it('keeps the digests of what was and what became, never the values', () => {
    const entry = toAuditEntry({ ...input, before: { a: 1, b: 'secret' }, after: { b: 'secret', a: 2 } })
    expect(entry).toMatchObject({
      digestBefore: digestOf({ b: 'secret', a: 1 }),
      digestAfter: digestOf({ a: 2, b: 'secret' }),
    })
    expect(JSON.stringify(entry)).not.toContain('secret')
    expect(toAuditEntry(input)).toMatchObject({ digestBefore: null, digestAfter: null, detail: {} })
  })

  it('has the digest of null where the value is null, which is not the same as none', () => {
    expect(toAuditEntry({ ...input, before: null }).digestBefore).toBe(digestOf(null))
  })

  it.each([
    [null, { actor: null, actorKind: 'person' }],
    ['system' as const, { actor: null, actorKind: 'system' }],
    [
      { id: 'historian', name: 'Historian', kind: 'machine' as const },
      { actor: { id: 'historian' }, actorKind: 'machine' },
    ],
  ])('says who: %j', (actor, expected) => {
    expect(toAuditEntry({ ...input, actor })).toMatchObject(expected)
  })

  it('takes no rights of the actor along', () => {
    const actor = { id: 'a', name: 'A', kind: 'person' as const, grants: [], sessionId: 'session' }
    expect(toAuditEntry({ ...input, actor }).actor).toEqual({ id: 'a', name: 'A' })
  })

  it('holds no character that would hide or forge what a reader sees, and none that a database refuses', () => {
    const { detail, actor } = toAuditEntry({
      ...input,
      actor: { id: 'a\u0000b', name: 'x\u001b[2Ky', kind: 'person' },
      detail: { 'line\nbreak': 'one\r\ntwo\u202egnp.exe\ud800 🛢' },
    })
    expect(actor).toEqual({ id: 'a b', name: 'x [2Ky' })
    expect(detail).toEqual({ 'line break': 'one  two gnp.exe\ufffd 🛢' })
  })

  it('stays below what the log takes, whatever it is given', () => {
    const long = '"\\€'.repeat(10_000)
    const detail = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${index}${long}`, long]))
    const entry = toAuditEntry({
      ...input,
      actor: { id: long, name: long, kind: 'person' },
      object: { kind: long, id: long },
      correlationId: long,
      detail,
    })
    expect(Buffer.byteLength(JSON.stringify(entry))).toBeLessThan(32_000)
  })
})
