import type { ExamplesOf } from '../examples/examples-of.ts'
import { exampleAsOf } from '../examples/field.ts'
import { commonProblemExamples } from '../examples/problems.ts'
import type { auditRoutes } from './routes.ts'
import type { AuditEntry } from './schemas.ts'

const meta = { asOf: exampleAsOf, productionDay: null, sources: [], coverage: null, provisional: false }

const replayed: AuditEntry = {
  sequence: 4_812,
  at: '2026-11-19T09:12:44.120Z',
  action: 'quarantine.replay',
  outcome: 'done',
  actor: { id: 'ingrid.berg', name: 'Ingrid Berg' },
  actorKind: 'person',
  object: { kind: 'source', id: 'pi-offshore' },
  digestBefore: null,
  digestAfter: '8f14e45fceea167a5a36dedd4bea2543c81e728d9d4c2f636f067f89cc14862c',
  correlationId: '01JD2M7Q4T9X5V8B3N6H0K1RWE',
  detail: { dataset: 'samples', job: '731' },
  hash: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
}

const refused: AuditEntry = {
  sequence: 4_811,
  at: '2026-11-19T09:10:02.007Z',
  action: 'access.refuse',
  outcome: 'refused',
  actor: { id: 'solveig.aune', name: 'Solveig Aune' },
  actorKind: 'person',
  object: { kind: 'operation', id: 'sources.startBackfill' },
  digestBefore: null,
  digestAfter: null,
  correlationId: '01JD2M5K8R3W7Q1Y6Z4T9C0BVN',
  detail: { missing: 'sources:operate' },
  hash: 'fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9',
}

export const auditExamples: ExamplesOf<typeof auditRoutes> = {
  listAuditEntries: {
    request: { query: { from: refused.at } },
    200: {
      data: {
        entries: [replayed, refused],
        nextCursor: null,
        checkpoint: { sequence: 4_800, at: '2026-11-19T09:00:00.000Z', hash: refused.hash, keyId: 'audit-2026' },
      },
      meta,
    },
    ...commonProblemExamples,
  },
  exportAuditEntries: {
    request: { query: { from: replayed.at } },
    200: [
      'sequence,at,action,outcome,actorKind,actor,actorName,objectKind,object,digestBefore,digestAfter,correlationId,detail,hash',
      `4812,2026-11-19T09:12:44.120Z,quarantine.replay,done,person,ingrid.berg,Ingrid Berg,source,pi-offshore,,${replayed.digestAfter ?? ''},01JD2M7Q4T9X5V8B3N6H0K1RWE,dataset=samples job=731,${replayed.hash}`,
      '',
    ].join('\r\n'),
    ...commonProblemExamples,
  },
}
