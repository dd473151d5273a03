import type { LiveRate, Quantity, UnitSystem } from '@tieback/contracts'
import { convertQuantity, displayUnit, quantityTable, rollUp } from '@tieback/domain'
import type { FieldNode } from '../field/node-tree.ts'
import { SignalModel } from '../field/samples.ts'
import type { MockWorld } from '../mock-world.ts'
import { coverageMin, type ReadingTime } from './reading.ts'

/** Samples this many expected periods old no longer say what is happening now. */
const periodsMax = 3

/** What nodes deliver now: their newest samples, summed. Null where none has a series, or in a frozen reading. */
export function readLiveRate(
  { field }: MockWorld,
  { asOf, isFrozen }: ReadingTime,
  nodes: readonly FieldNode[],
  quantity: Quantity,
  unitSystem: UnitSystem,
): LiveRate | null {
  const ids = new Set(nodes.map(({ id }) => id))
  const signals = field.signals.filter((signal) => signal.quantity === quantity && ids.has(signal.node.id))
  if (isFrozen || signals.length === 0) return null
  const unit = displayUnit(quantity, unitSystem, 'rate')
  const { phase } = quantityTable[quantity]
  const newest = signals.map((signal) => {
    const sample = new SignalModel(field, signal).latest(asOf)
    const ageMax = signal.expectedPeriodS * periodsMax * 1_000
    return sample === null || sample.value === null || asOf.getTime() - sample.at > ageMax
      ? null
      : { at: sample.at, quality: sample.quality, value: convertQuantity(sample.value, signal.unit, unit, phase) }
  })
  const total = rollUp(
    newest.map((sample) => ({
      value: sample?.value ?? null,
      quality: sample?.quality ?? 'missing',
      status: null,
      coverage: null,
      weight: 1,
    })),
  )
  const coverage = total.coverage?.coverage ?? 0
  const at = newest.flatMap((sample) => (sample === null ? [] : [sample.at]))
  return {
    value: coverage < coverageMin ? null : total.value,
    unit,
    at: at.length === 0 ? null : new Date(Math.min(...at)).toISOString(),
    quality: total.quality,
    coverage,
  }
}
