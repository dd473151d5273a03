import type { DayTable } from './day-table.ts'
import type { Reading } from './instruments.ts'
import { hashOf, seedFor, uniform } from './noise.ts'
import { utcDayMs, type SensorFault, type SensorFaults } from './sensor-faults.ts'
import type { Tag } from './tags.ts'
import type { Topology } from './topology.ts'
import type { Well } from './well.ts'

/** One archived event of a tag. Exactly one of `value` and `state` is there. */
export interface SensorEvent {
  /** Whole milliseconds since 1970. */
  readonly atMs: number
  /** 100-nanosecond ticks beyond the millisecond, 0 to 9999. */
  readonly ticks: number
  /** In the tag's own unit; of a digital tag the code of its state. */
  readonly value: number | null
  /** Code of a system state, where the historian has no number. */
  readonly state: number | null
  readonly isQuestionable: boolean
  readonly isSubstituted: boolean
}

/** Codes of the historian's system states that the field's sensors run into. */
export const systemStates = { ioTimeout: 246, pointCreated: 253, shutdown: 254, badInput: 255 } as const

/** What the historian archived. Ranges include both ends, as the historian's own do. */
export interface Sensors {
  /** What a tag stored from one instant to another, oldest first. What isn't yet is the reader's to leave out. */
  recorded(tag: Tag, fromMs: number, toMs: number): SensorEvent[]
  /** The newest event at or before an instant; null before there is any. */
  lastAt(tag: Tag, instantMs: number): SensorEvent | null
  lastBefore(tag: Tag, instantMs: number): SensorEvent | null
  /** The oldest event after an instant, none later than `untilMs`. */
  nextAfter(tag: Tag, instantMs: number, untilMs: number): SensorEvent | null
  isGaugeDead(well: Well, day: number): boolean
}

/** Milliseconds since 1970 with the ticks as far as a number can hold them; equal for equal timestamps. */
export function eventMs(event: Pick<SensorEvent, 'atMs' | 'ticks'>): number {
  return event.atMs + event.ticks / 10_000
}

/** Instruments are scanned about this often. */
const slotMs = 300_000

/** What a tag's clock makes of an instant: whole seconds, milliseconds, or all that the archive can hold. */
function stampOf(tag: Tag, ms: number): { atMs: number; ticks: number } {
  if (tag.id % 4 === 0) return { atMs: Math.floor(ms / 1_000) * 1_000, ticks: 0 }
  const atMs = Math.floor(ms)
  return { atMs, ticks: tag.id % 4 === 1 ? 0 : Math.floor((ms - atMs) * 10_000) }
}

const sound = { isQuestionable: false, isSubstituted: false }
const valueEvent = (tag: Tag, ms: number, value: number): SensorEvent => ({
  ...stampOf(tag, ms),
  value,
  state: null,
  ...sound,
})
const stateEvent = (tag: Tag, ms: number, state: number): SensorEvent => ({
  ...stampOf(tag, ms),
  value: null,
  state,
  ...sound,
})

/** What each scan of each tag left in the archive. */
function createScanner(seed: number, topology: Topology, days: DayTable, read: Reading, faults: SensorFaults) {
  const slotSeed = seedFor(seed, 'slot')
  const offsetSeed = seedFor(seed, 'offset')
  const odditySeed = seedFor(seed, 'oddity')

  /** Rare oddities: a spike that nobody noticed, one that the interface doubts, a value typed by a person. */
  function healthy(tag: Tag, ms: number, slot: number): SensorEvent {
    const made = valueEvent(tag, ms, read(tag, ms))
    const odd = uniform(odditySeed, tag.id, slot)
    if (odd > 0.0006 || tag.sort.isStep) return made
    if (odd < 0.0002) return { ...made, value: Math.fround(2.5 * (made.value ?? 0)) }
    return odd < 0.0004 ? { ...made, isQuestionable: true } : { ...made, isSubstituted: true }
  }

  /** What is stored of a scan that fell into a fault: one state at its start, then mostly nothing. */
  function faulty(tag: Tag, fault: SensorFault, ms: number): SensorEvent | null {
    const isFirst = ms - fault.startMs < slotMs
    switch (fault.kind) {
      case 'frozen':
        return valueEvent(tag, ms, read(tag, fault.startMs))
      case 'bad-input':
        return stateEvent(tag, ms, systemStates.badInput)
      case 'timeout':
        return isFirst ? stateEvent(tag, ms, systemStates.ioTimeout) : null
      case 'shutdown':
        return isFirst ? stateEvent(tag, ms, systemStates.shutdown) : null
      case 'silent':
        return null
    }
  }

  function isDead(tag: Tag, ms: number): boolean {
    const well = tag.sort.measurand === 'downhole-pressure' ? topology.wells[tag.owner.index] : undefined
    return well !== undefined && faults.isGaugeDead(well, days.indexAt(ms))
  }

  return {
    /** Stamps of what was kept of a slot: compression drops some scans, and lets two through now and then. */
    stampsIn(tag: Tag, slot: number): number[] {
      const draw = hashOf(slotSeed, tag.id, slot) % 100
      if (draw < 6) return []
      const at = (scan: number): number =>
        eventMs(stampOf(tag, slot * slotMs + slotMs * uniform(offsetSeed, tag.id, slot, scan)))
      if (draw >= 12) return [at(0)]
      const [first, second] = [at(0), at(1)]
      // Two events of one instant are legal in an archive.
      return draw === 11 ? [first, first] : [Math.min(first, second), Math.max(first, second)]
    },
    eventAt(tag: Tag, ms: number, slot: number, fault: SensorFault | null): SensorEvent | null {
      if (isDead(tag, ms)) return stateEvent(tag, ms, systemStates.badInput)
      const isInFault = fault !== null && ms >= fault.startMs && ms < fault.endMs
      return isInFault ? faulty(tag, fault, ms) : healthy(tag, ms, slot)
    },
  }
}

/** The archive of the field's instruments, worked out scan by scan when it is read. */
export function createSensors(
  seed: number,
  topology: Topology,
  days: DayTable,
  read: Reading,
  faults: SensorFaults,
): Sensors {
  const scanner = createScanner(seed, topology, days, read, faults)

  function recorded(tag: Tag, fromMs: number, toMs: number): SensorEvent[] {
    const isFromStart = fromMs <= tag.createdMs && toMs >= tag.createdMs
    const events = isFromStart ? [stateEvent(tag, tag.createdMs, systemStates.pointCreated)] : []
    let fault: SensorFault | null = null
    let faultDay = Number.NaN
    for (let slot = Math.floor(Math.max(fromMs, tag.createdMs) / slotMs); slot * slotMs <= toMs; slot++) {
      const utcDay = Math.floor((slot * slotMs) / utcDayMs)
      if (utcDay !== faultDay) {
        fault = faults.on(tag, utcDay)
        faultDay = utcDay
      }
      for (const ms of scanner.stampsIn(tag, slot)) {
        if (ms < fromMs || ms > toMs || ms <= tag.createdMs) continue
        const stored = scanner.eventAt(tag, ms, slot, fault)
        if (stored !== null) events.push(stored)
      }
    }
    return events
  }

  function newest(tag: Tag, instantMs: number, isMeant: (event: SensorEvent) => boolean): SensorEvent | null {
    for (let lookBackMs = 2 * slotMs; ; lookBackMs *= 8) {
      const found = recorded(tag, Math.max(tag.createdMs, instantMs - lookBackMs), instantMs).findLast(isMeant)
      if (found !== undefined) return found
      if (instantMs - lookBackMs <= tag.createdMs) return null
    }
  }

  return {
    recorded,
    isGaugeDead: (well, day) => faults.isGaugeDead(well, day),
    lastAt: (tag, instantMs) => newest(tag, instantMs, () => true),
    lastBefore: (tag, instantMs) => newest(tag, instantMs, (event) => eventMs(event) < instantMs),
    nextAfter(tag, instantMs, untilMs) {
      for (let lookAheadMs = 2 * slotMs; ; lookAheadMs *= 8) {
        const events = recorded(tag, instantMs, Math.min(untilMs, instantMs + lookAheadMs))
        const found = events.find((event) => eventMs(event) > instantMs)
        if (found !== undefined) return found
        if (instantMs + lookAheadMs >= untilMs) return null
      }
    },
  }
}
