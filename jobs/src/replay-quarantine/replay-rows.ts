import type { RefusedRow, RemappedRow, Source } from '@tieback/adapters'
import {
  type DefermentInput,
  type FactInput,
  factKeyText,
  type KnowledgeTx,
  type QuarantineRow,
  readDefermentsTouched,
  readLastTouched,
  readNodeIds,
  readWellTestsTouched,
  refuseAgain,
  resolveQuarantine,
  type WellTestInput,
  type WriteCounts,
  writeDeferments,
  writeWellTests,
} from '@tieback/store'
import type { Run } from '../ingest/run-record.ts'
import { refuseUnmapped, toFact, writeFigures } from '../ingest/write-production.ts'

/** A row out of quarantine with what it comes to today. */
export interface ReadRow {
  readonly held: QuarantineRow
  readonly content: RemappedRow
}

/** What became of refused rows that were tried again. */
export interface ReplayCounts {
  readonly taken: number
  readonly stillRefused: number
  readonly superseded: number
}

type Grain = 'day' | 'month'

/** One piece of a held row that could be written, and the newest that its source has said of the same since. */
type Piece = { readonly held: QuarantineRow } & (
  | { readonly kind: Grain; readonly key: string; readonly value: FactInput }
  | { readonly kind: 'deferment'; readonly key: string; readonly value: DefermentInput }
  | { readonly kind: 'well-test'; readonly key: string; readonly value: WellTestInput }
)

interface Resolved {
  readonly held: QuarantineRow
  readonly pieces: readonly Piece[]
  /** What is wrong with it now. */
  readonly refused: readonly Pick<RefusedRow, 'reason' | 'message'>[]
}

type NodeIds = Awaited<ReturnType<typeof readNodeIds>>

/**
 * Tries rows again in one transaction, which leave quarantine as they are written. What became known of a figure or an event after
 * the row was last seen at its source stands; of two rows about one figure the one seen last is taken, so give these first.
 */
export async function replayRows(
  run: Run,
  { namespace }: Pick<Source, 'namespace'>,
  rows: readonly ReadRow[],
): Promise<ReplayCounts> {
  const nodes = await readNodeIds(run.context.pool, namespace)
  const resolved = rows.map((row) => resolveNodes(row, namespace, nodes))
  const refused = resolved.filter((row) => row.refused.length > 0)
  const whole = resolved.filter((row) => row.refused.length === 0)
  let superseded = 0
  await run.write('production', async (tx) => {
    const fresh = await keepFresh(
      tx,
      run.sourceId,
      resolved.flatMap(({ pieces }) => pieces),
    )
    const freshRows = new Set(fresh.map(({ held }) => held))
    superseded = whole.filter(({ held, pieces }) => pieces.length > 0 && !freshRows.has(held)).length
    const counts = await writePieces(tx, namespace, fresh)
    await refuseAgain(tx, refused.map(toRefusedAgain))
    await resolveQuarantine(
      tx,
      whole.map(({ held }) => held.id),
    )
    return counts
  })
  run.quarantined += refused.length
  run.context.cache.invalidate(['deferment', 'sources'])
  return { taken: whole.length - superseded, stillRefused: refused.length, superseded }
}

function toRefusedAgain({ held, refused }: Resolved) {
  return {
    id: held.id,
    reason: refused[0]?.reason ?? held.reason,
    message: [...new Set(refused.map(({ message }) => message))].join(' '),
  }
}

function resolveNodes({ held, content }: ReadRow, namespace: string, nodes: NodeIds): Resolved {
  const refused: Pick<RefusedRow, 'reason' | 'message'>[] = [...content.refused]
  const resolve = <Row extends { readonly objectId: string }>(
    rows: readonly Row[],
    toPiece: (row: Row, nodeId: string) => Piece,
  ): Piece[] =>
    rows.flatMap((row) => {
      const node = nodes.get(row.objectId)
      if (node !== undefined) return [toPiece(row, node.id)]
      refused.push(refuseUnmapped({ dataset: held.dataset, key: held.key, namespace, day: null }, row))
      return []
    })
  const pieces = [
    ...resolve(content.production, (row, nodeId) => {
      const value = toFact(row, nodeId)
      return { held, kind: row.grain, key: factKeyText(value), value }
    }),
    ...resolve(content.deferments, (row, nodeId) => ({
      held,
      kind: 'deferment',
      key: row.eventId,
      value: { ...row, nodeId },
    })),
    ...resolve(content.wellTests, (row, nodeId) => ({
      held,
      kind: 'well-test',
      key: row.testId,
      value: { ...row, nodeId },
    })),
  ]
  return { held, pieces, refused }
}

const ofKind = <Kind extends Piece['kind']>(pieces: readonly Piece[], kind: Kind): Extract<Piece, { kind: Kind }>[] =>
  pieces.filter((piece): piece is Extract<Piece, { kind: Kind }> => piece.kind === kind)

/** The pieces that nothing newer is known of, each figure and event once. */
async function keepFresh(tx: KnowledgeTx, sourceId: string, pieces: readonly Piece[]): Promise<Piece[]> {
  const { client } = tx
  const fresh: Piece[] = []
  const keep = (candidates: readonly Piece[], touched: ReadonlyMap<string, Date>): void => {
    const met = new Set<string>()
    for (const piece of candidates) {
      const at = touched.get(piece.key)
      const isNewest = !met.has(piece.key) && (at === undefined || at <= piece.held.lastSeen)
      met.add(piece.key)
      if (isNewest) fresh.push(piece)
    }
  }
  for (const grain of ['day', 'month'] as const) {
    const figures = ofKind(pieces, grain).filter(({ kind }) => kind === grain)
    keep(
      figures,
      await readLastTouched(
        client,
        grain,
        figures.map(({ value }) => value),
      ),
    )
  }
  const deferments = ofKind(pieces, 'deferment')
  keep(
    deferments,
    await readDefermentsTouched(
      client,
      sourceId,
      deferments.map(({ key }) => key),
    ),
  )
  const tests = ofKind(pieces, 'well-test')
  keep(
    tests,
    await readWellTestsTouched(
      client,
      sourceId,
      tests.map(({ key }) => key),
    ),
  )
  return fresh
}

async function writePieces(tx: KnowledgeTx, namespace: string, pieces: readonly Piece[]): Promise<WriteCounts> {
  const counts: WriteCounts[] = []
  for (const grain of ['day', 'month'] as const) {
    const facts = ofKind(pieces, grain).map(({ value }) => value)
    counts.push(await writeFigures(tx, { grain, namespace, facts }))
  }
  counts.push(
    await writeDeferments(
      tx,
      ofKind(pieces, 'deferment').map(({ value }) => value),
    ),
  )
  counts.push(
    await writeWellTests(
      tx,
      ofKind(pieces, 'well-test').map(({ value }) => value),
    ),
  )
  const sum = (name: keyof WriteCounts): number => counts.reduce((total, count) => total + count[name], 0)
  return { written: sum('written'), unchanged: sum('unchanged') }
}
