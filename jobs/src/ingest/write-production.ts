import type { DayLabel } from '@tieback/contracts'
import type { ProductionRow, RefusedRow, Source } from '@tieback/adapters'
import { type FactInput, type Grain, type KnowledgeTx, readNodeIds, type WriteCounts, writeFacts } from '@tieback/store'
import { rollUpTouched } from './roll-up-touched.ts'
import type { Run } from './run-record.ts'
import { figureKey } from './seen-rows.ts'

/** Rows of one write transaction: about half a second with its roll-ups, so that readers who wait for it wait little. */
const rowsPerCommit = 10_000

/** Rows of one grain in pieces of about `rowsPerCommit`, oldest day first; a day is never split, so its totals are made once. */
function* piecesByDay(rows: readonly ProductionRow[]): Generator<readonly ProductionRow[]> {
  const sorted = rows.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  let start = 0
  for (let end = 1; end <= sorted.length; end += 1) {
    const isLast = end === sorted.length
    const isFull = end - start >= rowsPerCommit && sorted[end]?.day !== sorted[end - 1]?.day
    if (isLast || isFull) {
      yield sorted.slice(start, end)
      start = end
    }
  }
}

/** A row whose node nobody has described. */
export function refuseUnmapped(
  { dataset, key, namespace, day }: { dataset: string; key: string; namespace: string; day: DayLabel | null },
  row: { objectId: string },
): RefusedRow {
  return {
    dataset,
    key,
    reason: 'unmapped-node',
    message: `No node of ${namespace} has the object id ${row.objectId}. Describe it in the source or in its mapping, then replay what is in quarantine.`,
    row,
    subject: { objectId: row.objectId, day },
  }
}

/** A figure as the store keeps it. */
export function toFact({ objectId: _, grain: _grain, ...figure }: ProductionRow, nodeId: string): FactInput {
  return { ...figure, nodeId, coverage: null, origin: 'source' }
}

/** Writes figures, and the totals above them: a total is never older than its parts. */
export async function writeFigures(
  tx: KnowledgeTx,
  { grain, namespace, facts }: { grain: Grain; namespace: string; facts: readonly FactInput[] },
): Promise<WriteCounts> {
  const written = await writeFacts(tx, grain, facts)
  await rollUpTouched(tx, { grain, namespace, days: written.touched.map(({ day }) => day) })
  return written
}

/**
 * Takes figures into the store, with the totals above them in the same transaction: a total is never older than its parts.
 * Running it twice with the same rows changes nothing. Rows of unknown nodes go to quarantine.
 */
export async function writeProduction(
  run: Run,
  { namespace }: Pick<Source, 'namespace'>,
  rows: readonly ProductionRow[],
): Promise<void> {
  if (rows.length === 0) return
  const nodes = await readNodeIds(run.context.pool, namespace)
  const unknown = rows.filter((row) => !nodes.has(row.objectId))
  await run.refuse(
    unknown.map((row) => refuseUnmapped({ dataset: 'production', key: figureKey(row), namespace, day: row.day }, row)),
  )
  for (const grain of ['day', 'month'] as const) {
    for (const piece of piecesByDay(rows.filter((row) => row.grain === grain))) {
      const facts = piece.flatMap((row) => {
        const node = nodes.get(row.objectId)
        return node === undefined ? [] : [toFact(row, node.id)]
      })
      run.context.stopping.throwIfAborted()
      await run.write('production', (tx) => writeFigures(tx, { grain, namespace, facts }))
    }
  }
}
