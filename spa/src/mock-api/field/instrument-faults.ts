import type { QualityMark } from '@tieback/contracts'
import type { FieldSignal } from './field-signals.ts'

/** Something wrong with an instrument: what it does to the samples, and what a rule says of it. */
export interface InstrumentFault {
  readonly signalId: string
  readonly rule: QualityMark['rule']
  readonly fromMs: number
  /** Exclusive; null: it lasts. */
  readonly toMs: number | null
  /** When a rule saw it: it needs a few samples to be sure. */
  readonly seenMs: number
  readonly message: string
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

interface FaultPlan {
  readonly well: string
  readonly quantity: FieldSignal['quantity']
  readonly rule: QualityMark['rule']
  /** Before the instant that the field was made at, ms. */
  readonly agoMs: number
  /** Null: it lasts. */
  readonly lastsMs: number | null
  readonly message: string
}

// None on a rate: what instruments get wrong here must not move the field's volumes.
const plans: readonly FaultPlan[] = [
  {
    ...{ well: 'A-02', quantity: 'wellhead_pressure', rule: 'frozen', agoMs: 50 * minuteMs, lastsMs: null },
    message: 'The same value to the last digit, while 4 of 5 wells beside it moved.',
  },
  {
    ...{ well: 'A-02', quantity: 'choke', rule: 'frozen', agoMs: 8 * hourMs, lastsMs: null },
    message: 'The same value to the last digit, while the rate moved by 11 %.',
  },
  {
    ...{ well: 'A-02', quantity: 'wellhead_pressure', rule: 'spike', agoMs: 9 * hourMs, lastsMs: 10 * minuteMs },
    message: 'Up by 140 % and back within 10 min.',
  },
  {
    ...{ well: 'A-02', quantity: 'wellhead_temperature', rule: 'stale', agoMs: 14 * hourMs, lastsMs: 3 * hourMs },
    message: 'Silent for 3 h; a sample is expected every 5 min.',
  },
  {
    ...{ well: 'B-01', quantity: 'wellhead_temperature', rule: 'out-of-range', agoMs: 3 * hourMs, lastsMs: null },
    message: 'Below −40 °C, the least that its instrument can show.',
  },
  {
    ...{ well: 'D-03', quantity: 'wellhead_pressure', rule: 'unit-step', agoMs: 26 * hourMs, lastsMs: null },
    message: 'A jump by 14.5, the factor from bar to psi.',
  },
  {
    ...{ well: 'P-04', quantity: 'choke', rule: 'stale', agoMs: 5 * hourMs, lastsMs: null },
    message: 'No sample; one is expected every 5 min.',
  },
]

/** Samples until a rule is sure of what it sees. */
const samplesSeen = 3

/** What is wrong with the field's instruments, begun last first. */
export function listInstrumentFaults(signals: readonly FieldSignal[], startedAt: Date): InstrumentFault[] {
  const started = Math.floor(startedAt.getTime() / minuteMs) * minuteMs
  return plans
    .flatMap(({ well, quantity, rule, agoMs, lastsMs, message }): InstrumentFault[] => {
      const signal = signals.find((each) => each.node.name === well && each.quantity === quantity)
      if (signal === undefined) return []
      const fromMs = started - agoMs
      const seenMs = fromMs + samplesSeen * signal.expectedPeriodS * 1_000
      const toMs = lastsMs === null ? null : fromMs + lastsMs
      return [{ signalId: signal.id, rule, fromMs, toMs, seenMs, message }]
    })
    .toSorted((a, b) => b.fromMs - a.fromMs || (a.signalId < b.signalId ? -1 : 1))
}

/** A fault as a rule told of it by an instant; undefined before it was seen. */
export function markAt({ rule, fromMs, toMs, seenMs, message }: InstrumentFault, asOf: Date): QualityMark | undefined {
  if (seenMs > asOf.getTime()) return undefined
  const isOver = toMs !== null && toMs <= asOf.getTime()
  return {
    rule,
    from: new Date(fromMs).toISOString(),
    to: isOver ? new Date(toMs).toISOString() : null,
    message,
  }
}

const faultAt = (faults: readonly InstrumentFault[], atMs: number): InstrumentFault | undefined =>
  faults.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < (toMs ?? Infinity))

/** Up to when an instrument was heard: where it is silent, the instant that it fell silent at. */
export function heardUntil(faults: readonly InstrumentFault[], atMs: number): number {
  const fault = faultAt(faults, atMs)
  return fault?.rule === 'stale' ? fault.fromMs : atMs
}

/** What an instrument shows at an instant instead of the value that is; null: it is silent; undefined: nothing is wrong. */
export function showFaulty(
  faults: readonly InstrumentFault[],
  atMs: number,
  valueAt: (atMs: number) => number,
): number | null | undefined {
  const fault = faultAt(faults, atMs)
  switch (fault?.rule) {
    case 'frozen':
      return valueAt(fault.fromMs)
    case 'stale':
      return null
    case 'out-of-range':
      return -61.5
    case 'spike':
      return valueAt(atMs) * 2.4
    case 'unit-step':
      return valueAt(atMs) * 14.5038
    case undefined:
      return undefined
  }
}
