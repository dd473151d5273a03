import type { RefusedRow } from '@tieback/adapters'
import {
  type KnowledgeTx,
  listQuarantine,
  listReadSeries,
  listSignals,
  resolveQuarantine,
  type SignalInput,
  type SignalRow,
} from '@tieback/store'
import type { Run } from '../ingest/run-record.ts'

const dataset = 'signals'
const reason = 'unknown-unit'

type Meaning = Pick<SignalInput, 'quantity' | 'unit' | 'reference' | 'basis'>

const meaningText = ({ quantity, unit, reference, basis }: Meaning): string =>
  [`${quantity} in ${unit}`, reference, basis].filter((part) => part !== null).join(', ')

function refuseChange(before: SignalRow, now: SignalInput): RefusedRow {
  return {
    dataset,
    key: now.sourceKey,
    reason,
    message: `${now.sourceKey} was ${meaningText(before)} and is now ${meaningText(now)}. It is not read until this is settled, and nothing of it is lost: put the unit back at the source or in the mapping; or replay this row to say that all its figures, those stored among them, have been ${meaningText(now)} all along.`,
    row: now,
  }
}

/**
 * Parts series into those that mean what they meant and those whose quantity, unit, reference or basis is another than that of what
 * is stored of them. Nobody can tell from which sample on it is, so nothing is converted by a guess: such a series is refused, and
 * its reading rests while the refusal is open. One that was never read may change freely.
 *
 * accepted  source keys of series whose change somebody has settled
 */
export async function holdUnitChanges(
  tx: KnowledgeTx,
  sourceId: string,
  signals: readonly SignalInput[],
  accepted: ReadonlySet<string>,
): Promise<{ kept: SignalInput[]; refused: RefusedRow[] }> {
  const read = await listReadSeries(tx.client, sourceId)
  const known = new Map(
    (await listSignals(tx.client, { sourceId, asOf: tx.knownAt })).map((signal) => [signal.sourceKey, signal]),
  )
  const kept: SignalInput[] = []
  const refused: RefusedRow[] = []
  for (const signal of signals) {
    const before = known.get(signal.sourceKey)
    const isSame = before === undefined || meaningText(before) === meaningText(signal)
    if (isSame || !read.has(before.id) || accepted.has(signal.sourceKey)) kept.push(signal)
    else refused.push(refuseChange(before, signal))
  }
  return { kept, refused }
}

/** Closes the refusals of series that mean again what they meant, or whose change was accepted: their reading goes on. */
export async function releaseUnitChanges(run: Run, refused: readonly RefusedRow[]): Promise<void> {
  const { sourceId, context } = run
  const held = new Set(refused.map(({ key }) => key))
  const open = await listQuarantine(context.pool, {
    sourceId,
    dataset,
    reason,
    isResolved: false,
    limit: 10_000,
    cursor: null,
  })
  const ids = open.rows.filter(({ key }) => !held.has(key)).map(({ id }) => id)
  if (ids.length > 0) await run.keep((tx) => resolveQuarantine(tx, ids))
}
