import { z } from 'zod'
import { distinctDays, factTable, keyColumns, lastOfEachKey, rowsPerStatement } from './fact-write.ts'
import { columnsOf, unnestOf } from './versions.ts'
import type { FactKey, Grain, KnowledgeTx, TouchedDay, WithdrawResult } from './types.ts'

const WithdrawnRow = z.object({ node_id: z.string(), day: z.string(), withdrawn: z.number() })

/**
 * What was closed because its source no longer has it. Keys without a current fact are left out.
 *
 * before  versions that became known at this instant or later stay: whoever found the key gone hadn't met them; null: none do
 */
export async function withdrawFacts(
  tx: KnowledgeTx,
  grain: Grain,
  keys: readonly FactKey[],
  before: Date | null = null,
): Promise<WithdrawResult> {
  const touched: TouchedDay[] = []
  let withdrawn = 0
  const distinct = lastOfEachKey(keys)
  for (let start = 0; start < distinct.length; start += rowsPerStatement) {
    const chunk = distinct
      .slice(start, start + rowsPerStatement)
      .map((key) => [key.nodeId, key.day, key.quantity, key.measure])
    const { rows } = await tx.client.query(withdrawStatement(factTable[grain]), [
      tx.knownAt,
      before,
      ...columnsOf(chunk, Object.keys(keyColumns).length),
    ])
    for (const row of z.array(WithdrawnRow).parse(rows)) {
      withdrawn += row.withdrawn
      touched.push({ nodeId: row.node_id, day: row.day })
    }
  }
  if (withdrawn > 0) tx.changed = true
  return { withdrawn, touched: distinctDays(touched) }
}

/** $1 known at · $2 before when a version that may go became known · from $3 the keys. */
function withdrawStatement(table: string): string {
  const same = Object.keys(keyColumns)
    .map((name) => `t.${name} = i.${name}`)
    .join(' and ')
  const key = Object.keys(keyColumns)
    .map((name) => `t.${name}`)
    .join(', ')
  const current = `${same} and t.known_to = 'infinity' and t.known_from < coalesce($2::timestamptz, 'infinity')`
  return `
    with incoming as (select * from ${unnestOf(keyColumns, 3)}),
    closed as (
      update ${table} t set known_to = $1, withdrawn = true from incoming i
      where ${current} and t.known_from < $1 returning ${key}
    ),
    -- A version of this same transaction was never seen: it goes, and the one that it had closed is the one withdrawn.
    removed as (
      delete from ${table} t using incoming i where ${current} and t.known_from = $1 returning ${key}
    ),
    uncovered as (
      update ${table} t set withdrawn = true from removed i where ${same} and t.known_to = $1
    )
    select node_id, day, count(*)::int as withdrawn from (select * from closed union all select * from removed) gone group by node_id, day`
}
