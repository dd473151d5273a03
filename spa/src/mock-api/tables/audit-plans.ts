import type { AuditEntry, PersonRef } from '@tieback/contracts'
import { between, chance, pick } from '../field/random.ts'
import { people } from './people.ts'

/** What happened, before it has its place in the chain. */
export type AuditInput = Omit<AuditEntry, 'sequence' | 'hash'>

/** How many entries the log holds when the mock starts, and over how long, ms. */
const entriesAtStart = 210
const spanMs = 14 * 86_400_000

type Happening = Pick<AuditEntry, 'action' | 'outcome' | 'object' | 'detail'> & {
  readonly by: 'person' | 'system' | 'nobody' | 'machine'
  /** Hexadecimal digits stand for what it was before and after. */
  readonly changes?: true
}

const source = (id: string) => ({ kind: 'source', id })

/** Everyday happenings, those that are many named often. */
const happenings: readonly Happening[] = [
  { action: 'session.begin', outcome: 'done', object: null, detail: { address: '192.0.2.31' }, by: 'person' },
  { action: 'session.begin', outcome: 'done', object: null, detail: { address: '198.51.100.23' }, by: 'person' },
  { action: 'session.end', outcome: 'done', object: null, detail: { reason: 'signed out' }, by: 'person' },
  { action: 'session.end', outcome: 'done', object: null, detail: { reason: 'idle' }, by: 'person' },
  {
    action: 'source.check',
    outcome: 'done',
    object: source('pi-offshore'),
    detail: { job: 'check-source--5311' },
    by: 'person',
  },
  {
    action: 'source.check',
    outcome: 'done',
    object: source('ec-offshore'),
    detail: { job: 'check-source--5312' },
    by: 'person',
  },
  {
    ...{ action: 'source.backfill', outcome: 'done', object: source('ec-offshore'), by: 'person', changes: true },
    detail: { from: '2026-11-03', to: '2026-11-10', job: 'backfill-days--9' },
  },
  {
    ...{ action: 'quarantine.replay', outcome: 'done', object: source('pi-offshore'), by: 'person', changes: true },
    detail: { dataset: 'samples', reason: 'unmapped-node' },
  },
  {
    ...{ action: 'alert.acknowledge', outcome: 'done', object: { kind: 'alert', id: 'alert-9j4g6k1h' }, by: 'person' },
    ...{ detail: { comment: 'Choke is being looked at.' }, changes: true },
  },
  {
    ...{ action: 'recommendation.decide', outcome: 'done', object: { kind: 'recommendation', id: 'rec-4m7k2p9x' } },
    ...{ by: 'person', detail: { decision: 'accepted' }, changes: true },
  },
  {
    ...{ action: 'scenario-run.start', outcome: 'failed', object: { kind: 'scenario', id: 'scn-1a5d8g2k' } },
    ...{ by: 'person', detail: { problem: 'not-available-yet' } },
  },
  {
    ...{ action: 'access.refuse', outcome: 'refused', object: { kind: 'operation', id: 'sources.startBackfill' } },
    ...{ by: 'person', detail: { missing: 'sources:operate' } },
  },
  {
    ...{
      action: 'access.refuse',
      outcome: 'refused',
      object: { kind: 'operation', id: 'recommendations.decideRecommendation' },
    },
    ...{ by: 'machine', detail: { missing: 'recommendation:decide', times: '3' } },
  },
  { action: 'session.refuse', outcome: 'refused', object: null, detail: { reason: 'no role' }, by: 'nobody' },
  {
    action: 'job.retry',
    outcome: 'done',
    object: { kind: 'job', id: 'ingest-hourly--1893' },
    detail: {},
    by: 'person',
  },
  {
    ...{ action: 'configuration.change', outcome: 'done', object: { kind: 'file', id: 'sources.yaml' }, by: 'system' },
    ...{ detail: {}, changes: true },
  },
  { action: 'audit.export', outcome: 'done', object: null, detail: { entries: '4,118' }, by: 'person' },
]

const machine: PersonRef = { id: 'client-morning-report', name: 'Morning report' }

function actorOf(by: Happening['by'], seed: number, key: number): Pick<AuditEntry, 'actor' | 'actorKind'> {
  if (by === 'system') return { actor: null, actorKind: 'system' }
  if (by === 'machine') return { actor: machine, actorKind: 'machine' }
  return { actor: by === 'nobody' ? null : pick(Object.values(people), seed, 'audit-actor', key), actorKind: 'person' }
}

/** Hexadecimal digits that stand for their keys. */
const digitsOf = (length: number, seed: number, ...keys: readonly (string | number)[]): string =>
  Array.from({ length }, (_, index) => Math.floor(chance(seed, ...keys, index) * 16).toString(16)).join('')

function happen(seed: number, atMs: number, key: number): AuditInput {
  const { by, changes, ...happening } = pick(happenings, seed, 'audit', key)
  const digest = (when: string): string | null => (changes === true ? digitsOf(64, seed, 'audit', when, key) : null)
  return {
    ...happening,
    ...actorOf(by, seed, key),
    at: new Date(atMs).toISOString(),
    digestBefore: digest('before'),
    digestAfter: digest('after'),
    correlationId: by === 'system' ? null : `01JD${digitsOf(22, seed, 'audit-request', key).toUpperCase()}`,
  }
}

/** What happened before the mock started, oldest first. */
export function listPastHappenings(seed: number, startedAt: Date): AuditInput[] {
  const stepMs = spanMs / entriesAtStart
  return Array.from({ length: entriesAtStart }, (_, index) => {
    const agoMs = (entriesAtStart - index) * stepMs - between(0, stepMs * 0.9, seed, 'audit-at', index)
    return happen(seed, startedAt.getTime() - Math.round(agoMs), index)
  })
}
