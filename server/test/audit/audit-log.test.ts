import { AuditList, Problem } from '@tieback/contracts'
import { type AuditEntryInput, appendAuditEntry } from '@tieback/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportAuditEntries } from '../../src/modules/audit/audit.service.ts'
import { createAuditRecorder } from '../../src/platform/auditing/recorder.ts'
import { now } from '../small-field.ts'
import { startTestApp, type TestApp } from '../test-app.ts'

const path = '/api/v1/audit-entries'
let server: TestApp

const entry = (over: Partial<AuditEntryInput> = {}): AuditEntryInput => ({
  action: 'source.check',
  outcome: 'done',
  actor: { id: 'ingrid.berg', name: 'Ingrid Berg' },
  actorKind: 'person',
  object: { kind: 'source', id: 'pi-offshore' },
  digestBefore: null,
  digestAfter: null,
  correlationId: null,
  detail: {},
  ...over,
})

beforeAll(async () => {
  server = await startTestApp()
  const given: Partial<AuditEntryInput>[] = [
    {},
    { action: 'job.retry', object: { kind: 'job', id: 'job-7' } },
    { action: 'access.refuse', outcome: 'refused', actor: { id: 'solveig.aune', name: 'Solveig Aune' }, object: null },
    { action: 'session.refuse', outcome: 'refused', actor: null, object: null },
    { action: 'configuration.change', actor: null, actorKind: 'system', digestAfter: 'ab'.repeat(32) },
    { detail: { note: '=cmd|calc', said: 'one, "two"' }, actor: { id: '+47', name: '@Åse, "the boss"' } },
  ]
  for (const over of given) await appendAuditEntry(server.pool, entry(over))
})
afterAll(() => server.dispose())

async function list(query: string): Promise<AuditList> {
  const { status, body } = await server.get(`${path}${query}`)
  expect(status).toBe(200)
  return AuditList.parse((body as { data: unknown }).data)
}

const actionsOf = ({ entries }: AuditList): string[] => entries.map(({ action }) => action)

describe('the list of audit entries', () => {
  it('is newest first, with what was done, by whom and to what', async () => {
    const { entries, checkpoint } = await list('?limit=2')
    expect(entries.map(({ sequence }) => sequence)).toEqual([6, 5])
    expect(entries[1]).toMatchObject({ actor: null, actorKind: 'system', digestAfter: 'ab'.repeat(32) })
    expect(checkpoint).toBeNull()
  })

  it.each([
    ['?action=job.retry', ['job.retry']],
    ['?outcome=refused', ['session.refuse', 'access.refuse']],
    ['?actor=solveig.aune', ['access.refuse']],
    ['?object=job-7', ['job.retry']],
    ['?object=pi-offshore&outcome=done&actor=ingrid.berg', ['source.check']],
    ['?to=2026-01-01T00:00:00Z', []],
    ['?from=2199-01-01T00:00:00Z', []],
  ])('keeps to %s', async (query, actions) => {
    expect(actionsOf(await list(query))).toEqual(actions)
  })

  it('goes on where the page before ended', async () => {
    const sequences: number[] = []
    for (let cursor: string | null = ''; cursor !== null && sequences.length < 20;) {
      const page: AuditList = await list(`?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`)
      sequences.push(...page.entries.map(({ sequence }) => sequence))
      cursor = page.nextCursor
    }
    expect(sequences).toEqual([6, 5, 4, 3, 2, 1])
  })

  it.each(['?cursor=x', '?action=nothing', '?from=yesterday', '?limit=501'])('refuses %s', async (query) => {
    const { status, body } = await server.get(`${path}${query}`)
    expect(status).toBe(400)
    expect(Problem.parse(body).code).toBe('invalid-request')
  })
})

describe('the export of audit entries', () => {
  const exported = async (query: string) => await server.app.inject({ url: `${path}.csv${query}` })

  it('is a table, oldest first, that a browser saves', async () => {
    const { body, headers } = await exported('?outcome=refused')
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="audit-entries.csv"',
    })
    const [header, ...lines] = body.split('\r\n')
    expect(header).toBe(
      'sequence,at,action,outcome,actorKind,actor,actorName,objectKind,object,digestBefore,digestAfter,correlationId,detail,hash',
    )
    expect(lines.map((line) => line.split(',').slice(0, 3).toSpliced(1, 1))).toEqual([
      ['3', 'access.refuse'],
      ['4', 'session.refuse'],
      [''],
    ])
  })

  it('holds nothing that a spreadsheet would run', async () => {
    const { body } = await exported('?actor=%2B47')
    expect(body).toContain(`,'+47,"'@Åse, ""the boss""",`)
    expect(body).toContain('"note==cmd|calc said=one, ""two"""')
  })

  it('is recorded with what was asked for, before what is given', async () => {
    const { sequence: before = 0 } = (await list('?limit=1')).entries[0] ?? {}
    const { body } = await exported('?action=audit.export')
    const { entries } = await list('?limit=1')
    expect(entries[0]).toMatchObject({
      sequence: before + 1,
      action: 'audit.export',
      actor: { id: 'local' },
      detail: { action: 'audit.export', upTo: String(before) },
    })
    expect(body).not.toContain(`\r\n${before + 1},`)
  })

  it('is refused where more fits than one table holds, and then nothing was taken', async () => {
    const { pool } = server
    const reader = {
      pool,
      clock: { now: () => now, at: () => now },
      settings: { kpiCoverageMin: 0, attentionBelowPlan: 0 },
    }
    const parts = { reader, recorder: createAuditRecorder(pool) }
    const asked = { actor: null, correlationId: 'too-much' }
    await expect(exportAuditEntries(parts, {}, asked, 5)).rejects.toMatchObject({ code: 'range-too-long' })
    expect((await list('?limit=500')).entries.filter(({ correlationId }) => correlationId === 'too-much')).toEqual([])
    expect(await exportAuditEntries(parts, { outcome: 'refused' }, asked, 2)).toContain('session.refuse')
  })
})
