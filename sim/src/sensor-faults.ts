import { hourMs, type DayTable } from './day-table.ts'
import { hashOf, seedFor, uniform } from './noise.ts'
import type { Topology } from './topology.ts'
import { datedValue, type Well } from './well.ts'
import type { Tag } from './tags.ts'

/** `shutdown` takes all tags of a facility at once, the others one. */
export interface SensorFault {
  readonly kind: 'frozen' | 'timeout' | 'bad-input' | 'silent' | 'shutdown'
  readonly startMs: number
  readonly endMs: number
}

export interface SensorFaults {
  /** The fault of a tag within a UTC day, counted since 1970. A fault never reaches into the next day. */
  on(tag: Tag, utcDay: number): SensorFault | null
  /** Some downhole gauges die and stay dead: nobody pulls a well for them. */
  isGaugeDead(well: Well, day: number): boolean
}

export const utcDayMs = 24 * hourMs

const kinds = ['frozen', 'timeout', 'bad-input', 'silent'] as const
const faultsPerTagDay = 0.012
const shutdownsPerDay = 1 / 70

export function createSensorFaults(seed: number, topology: Topology, days: DayTable): SensorFaults {
  const faultSeed = seedFor(seed, 'fault')
  const shutdownSeed = seedFor(seed, 'interface-shutdown')
  const gaugeSeed = seedFor(seed, 'gauge')

  function facilityOf({ owner }: Tag, utcDay: number): number {
    if (owner.level === 'facility') return owner.index
    const day = days.indexAt(Math.max(days.startMs(0), utcDay * utcDayMs))
    return datedValue(topology.wells[owner.index]?.facilities ?? [], day)
  }

  function shutdownOn(facility: number, utcDay: number): SensorFault | null {
    if (uniform(shutdownSeed, facility, utcDay) > shutdownsPerDay) return null
    const startMs = utcDay * utcDayMs + 20 * hourMs * uniform(shutdownSeed, facility, utcDay, 1)
    const lengthMs = (0.4 + uniform(shutdownSeed, facility, utcDay, 2)) * hourMs
    return { kind: 'shutdown', startMs, endMs: startMs + lengthMs }
  }

  function ownFaultOn(tag: Tag, utcDay: number): SensorFault | null {
    if (uniform(faultSeed, tag.id, utcDay) > faultsPerTagDay) return null
    const startMs = utcDay * utcDayMs + 18 * hourMs * uniform(faultSeed, tag.id, utcDay, 1)
    const lengthMs = (0.5 + 5 * uniform(faultSeed, tag.id, utcDay, 2)) * hourMs
    const kind = kinds[hashOf(faultSeed, tag.id, utcDay, 3) % kinds.length] ?? 'silent'
    return { kind, startMs, endMs: startMs + lengthMs }
  }

  return {
    on: (tag, utcDay) => shutdownOn(facilityOf(tag, utcDay), utcDay) ?? ownFaultOn(tag, utcDay),
    isGaugeDead: (well, day) =>
      uniform(gaugeSeed, well.index, 1) < 0.06 && day > 40 + 300 * uniform(gaugeSeed, well.index, 2),
  }
}
