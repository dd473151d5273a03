import type { NodeRef, Signal } from '@tieback/contracts'
import { unitLabel } from '@tieback/domain'
import type { SignalRow } from '@tieback/store'
import type { ReadingTime } from './reader.ts'

/** A series as a reader sees it, in the source's own unit. The newest sample passes, so a frozen answer leaves it out. */
export function toSignal(row: SignalRow, node: NodeRef, { isFrozen }: ReadingTime): Signal {
  const { id, name, quantity, unit, reference, basis, sourceId, sourceKey, interpolation, expectedPeriodS } = row
  return {
    id,
    node,
    name,
    quantity,
    unit: { unit, reference, basis, label: unitLabel({ unit, reference, basis }) },
    sourceId,
    sourceKey,
    interpolation,
    expectedPeriodS,
    lastSampleAt: isFrozen ? null : (row.lastSampleAt?.toISOString() ?? null),
  }
}
