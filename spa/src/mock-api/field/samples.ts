import type { Quality } from '@tieback/contracts'
import { dayBounds } from '@tieback/domain'
import type { Field } from './field.ts'
import { rehearsalLagMs } from './source-plans.ts'
import type { FieldSignal } from './field-signals.ts'
import { heardUntil, type InstrumentFault, showFaulty } from './instrument-faults.ts'
import { chance } from './random.ts'
import { potentialOf, wellProfile } from './well-profile.ts'

/** Columns of one length, oldest first, in the source's unit. */
export interface FieldSamples {
  readonly at: number[]
  readonly value: (number | null)[]
  readonly quality: Quality[]
}

const dayMs = 86_400_000

/** One series of the field, worked out sample by sample. */
export class SignalModel {
  readonly #field: Field
  readonly #signal: FieldSignal
  readonly #valueAt: (atMs: number) => number
  readonly #faults: readonly InstrumentFault[]

  constructor(field: Field, signal: FieldSignal) {
    this.#field = field
    this.#signal = signal
    this.#faults = field.faults.filter(({ signalId }) => signalId === signal.id)
    this.#valueAt = modelValue(field, signal)
  }

  /** Where the source's data end: it lags behind in the rehearsal. */
  endMs(asOf: Date): number {
    return asOf.getTime() - (this.#signal.node.namespace === 'rehearsal' ? rehearsalLagMs : 0)
  }

  /** Samples in [fromMs, toMs), as archived up to `asOf`. */
  recorded(fromMs: number, toMs: number, asOf: Date): FieldSamples {
    const { seed } = this.#field
    const { id, expectedPeriodS } = this.#signal
    const periodMs = expectedPeriodS * 1_000
    const columns: FieldSamples = { at: [], value: [], quality: [] }
    const end = Math.min(toMs, this.endMs(asOf) + 1)
    for (let slot = Math.floor(fromMs / periodMs) - 1; slot * periodMs < end; slot++) {
      // A source samples near the time it means to.
      const at = slot * periodMs + Math.floor(chance(seed, 'jitter', id, slot) * periodMs * 0.2)
      if (at < fromMs || at >= end) continue
      const faulty = showFaulty(this.#faults, at, this.#valueAt)
      if (faulty === null) continue
      const quality = this.#qualityAt(slot)
      const noise = 1 + (chance(seed, 'noise', id, slot) - 0.5) * 0.012
      columns.at.push(at)
      columns.value.push(quality === 'bad' ? null : (faulty ?? this.#valueAt(at) * noise))
      columns.quality.push(quality)
    }
    return columns
  }

  /** Hourly averages in [fromMs, toMs), at the start of their hour. */
  hourly(fromMs: number, toMs: number, asOf: Date): FieldSamples {
    const hourMs = 3_600_000
    const columns: FieldSamples = { at: [], value: [], quality: [] }
    const historyStartMs = dayBounds(this.#field.calendar, this.#field.firstDay).start.getTime()
    const end = Math.min(toMs, this.endMs(asOf) - hourMs)
    for (let at = Math.ceil(Math.max(fromMs, historyStartMs) / hourMs) * hourMs; at < end; at += hourMs) {
      const faulty = showFaulty(this.#faults, at + hourMs / 2, this.#valueAt)
      if (faulty === null) continue
      columns.at.push(at)
      columns.value.push(faulty ?? this.#valueAt(at + hourMs / 2))
      columns.quality.push('good')
    }
    return columns
  }

  /** The newest sample; null before the first. */
  latest(asOf: Date): { readonly at: number; readonly value: number | null; readonly quality: Quality } | null {
    const end = heardUntil(this.#faults, this.endMs(asOf))
    const { at, value, quality } = this.recorded(end - 4 * this.#signal.expectedPeriodS * 1_000, end + 1, asOf)
    const [atMs, last, lastQuality] = [at.at(-1), value.at(-1), quality.at(-1)]
    return atMs === undefined || lastQuality === undefined
      ? null
      : { at: atMs, value: last ?? null, quality: lastQuality }
  }

  /** Now and then the source sends no usable number, for half an hour or so. */
  #qualityAt(slot: number): Quality {
    const { seed } = this.#field
    if (chance(seed, 'outage', this.#signal.id, Math.floor(slot / 6)) < 0.004) return 'bad'
    return chance(seed, 'doubt', this.#signal.id, slot) < 0.003 ? 'uncertain' : 'good'
  }
}

/** The value without noise at an instant: down while an event lasts, else as the well's profile says. */
function modelValue(field: Field, { node, quantity }: FieldSignal): (atMs: number) => number {
  const { seed, tree, events, firstDay } = field
  const profile = wellProfile(seed, node)
  const nodes = new Set([node.id, ...tree.pathOf(node).map(({ id }) => id)])
  const own = events.filter(({ nodeId }) => nodes.has(nodeId))
  const startMs = Date.parse(`${firstDay}T00:00:00Z`)
  const lossAt = (atMs: number): number =>
    own.reduce(
      (loss, { start, end, lossShare }) =>
        start.getTime() <= atMs && atMs < end.getTime() ? Math.max(loss, lossShare) : loss,
      0,
    )
  return (atMs) => {
    const loss = lossAt(atMs)
    switch (quantity) {
      case 'choke':
        return profile.chokePercent * (1 - loss)
      case 'wellhead_pressure':
        return profile.wellheadPressureBar * (1 + 0.15 * loss) + Math.sin(atMs / (dayMs / 3)) * 1.5
      case 'wellhead_temperature':
        return profile.wellheadTemperatureC * (1 - 0.5 * loss)
      default:
        return potentialOf(profile, (atMs - startMs) / dayMs) * (1 - loss) * 0.98
    }
  }
}
