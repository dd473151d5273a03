import type { Pool } from 'pg'
import { resolveAsOf, withKnowledge } from '../src/knowledge.ts'
import { nodeIdOf } from '../src/node-id.ts'
import { upsertCalendar } from '../src/calendar.repository.ts'
import { writeNodes } from '../src/node.repository.ts'
import { upsertSource } from '../src/source.repository.ts'
import type { FactInput, KnowledgeTx, NodeInput, SourceInput } from '../src/types.ts'

export const sourceId = 'ec-north'
export const namespace = 'field'
export const calendarId = 'oslo'

export const source: SourceInput = {
  id: sourceId,
  name: 'Production accounting',
  kind: 'energy-components',
  namespace,
  expectedEveryS: 300,
}

/** Writes with the fixture's source; answers what `write` gave, and when it became known. */
export async function commit<Result>(
  pool: Pool,
  write: (tx: KnowledgeTx) => Promise<Result>,
): Promise<{ knownAt: Date | null; result: Result }> {
  return withKnowledge(pool, { sourceId, runId: null, cause: 'test' }, write)
}

export function node(objectId: string, more: Partial<NodeInput> = {}): NodeInput {
  return {
    objectId,
    kind: 'well',
    name: objectId,
    code: null,
    parentObjectId: null,
    wellType: null,
    validFrom: null,
    validTo: null,
    attributes: {},
    ...more,
  }
}

/** A source, a calendar and these wells. */
export async function seed(pool: Pool, wells: readonly string[] = ['W1', 'W2']): Promise<void> {
  await upsertSource(pool, source)
  await commit(pool, async (tx) => {
    await upsertCalendar(tx, {
      id: calendarId,
      rules: [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }],
    })
    await writeNodes(tx, { namespace, calendarId, nodes: wells.map((objectId) => node(objectId)) })
  })
}

export const wellId = (objectId: string): string => nodeIdOf('well', namespace, objectId)

/** Allocated oil of well W1 on 2026-03-01 as its source gave it, unless said otherwise. */
export function fact(more: Partial<FactInput> = {}): FactInput {
  return {
    nodeId: wellId('W1'),
    day: '2026-03-01',
    quantity: 'oil_production',
    measure: 'allocated',
    value: 100,
    quality: 'good',
    status: 'provisional',
    coverage: null,
    origin: 'source',
    note: null,
    flags: [],
    ...more,
  }
}

/** The newest knowledge time. */
export async function newest(pool: Pool): Promise<Date> {
  const resolved = await resolveAsOf(pool, null)
  if ('inFuture' in resolved) throw new Error('the newest knowledge is never in the future')
  return resolved.asOf
}

/** What it is known at, for writes that are expected to change something. */
export function known({ knownAt }: { knownAt: Date | null }): Date {
  if (knownAt === null) throw new Error('nothing became known')
  return knownAt
}

/** Just before an instant. */
export const before = (instant: Date): Date => new Date(instant.getTime() - 1)
