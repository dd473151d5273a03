import type { WellConditions, WellKind, WellModel } from './well-model.ts'

/** A span of days that begins at `fromDay` (day index; null: since ever) and lasts until the next one. */
export interface Dated<Value> {
  readonly fromDay: number | null
  readonly value: Value
}

export interface Well {
  readonly index: number
  readonly objectId: string
  readonly kind: WellKind
  readonly labels: readonly Dated<{ readonly code: string; readonly name: string }>[]
  readonly facilities: readonly Dated<number>[]
  /** Day index of its first day; null: before the history. */
  readonly startDay: number | null
  readonly hub: number
  readonly model: WellModel
  /** How the well stood on the first day. */
  readonly initial: WellConditions
  /** Share of the choke's travel on the first day. */
  readonly opening: number
  /** Of the water cut: m3 of oil after which it has covered two thirds of its way up. */
  readonly floodVolume: number
  /** Share of its productivity that it loses in a year. */
  readonly wearPerYear: number
}

/** The value that holds on a day. */
export function datedValue<Value>(spans: readonly Dated<Value>[], day: number): Value {
  let held = spans[0]
  for (const span of spans) if (span.fromDay === null || span.fromDay <= day) held = span
  if (held === undefined) throw new RangeError('a dated value needs at least one span')
  return held.value
}

/** Oil that comes with a well's main rate, in m3/d. */
export function oilOf(kind: WellKind, conditions: WellConditions, rate: number): number {
  if (kind === 'oil-producer') return rate * (1 - conditions.waterCut)
  return kind === 'gas-producer' ? rate / conditions.gasOilRatio : 0
}

/** Water that comes with the oil, in m3/d. */
export function waterOf(conditions: WellConditions, oil: number): number {
  return (oil * conditions.waterCut) / (1 - conditions.waterCut)
}
