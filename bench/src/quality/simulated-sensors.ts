import type { Quantity, Unit } from '@tieback/contracts'
import { createCalendar, type SeriesFacts } from '@tieback/domain'
import { createField, createSensorFaults, datedValue, type Field, type SensorFault, type Tag } from '@tieback/sim'
import type { History } from './judge-history.ts'

const dayMs = 86_400_000

/** What each tag of the simulated field means; its compressor's state is no number. */
const meanings: Readonly<Record<string, readonly [Quantity, Unit]>> = {
  'oil-rate': ['oil_production', 'm3/d'],
  'gas-rate': ['gas_production', '1000 m3/d'],
  'water-rate': ['water_production', 'm3/d'],
  'lift-gas-rate': ['gas_lift', '1000 m3/d'],
  'water-injection-rate': ['water_injection', 'm3/d'],
  'gas-injection-rate': ['gas_injection', '1000 m3/d'],
  'wellhead-pressure': ['wellhead_pressure', 'bar'],
  'wellhead-temperature': ['wellhead_temperature', 'degC'],
  'downhole-pressure': ['downhole_pressure', 'bar'],
  choke: ['choke', '%'],
  'oil-export-rate': ['oil_export', 'm3/d'],
  'gas-export-rate': ['gas_export', '1000 m3/d'],
  'gas-fuel-rate': ['gas_fuel', '1000 m3/d'],
  'gas-flare-rate': ['gas_flare', '1000 m3/d'],
  'water-disposal-rate': ['water_disposal', 'm3/d'],
}

/** A tag's history with the faults that were planted in it. */
export interface SimulatedSeries {
  readonly history: History
  readonly faults: readonly SensorFault[]
  readonly facility: number
}

interface Simulated {
  readonly seed: number
  readonly days: number
  /** Facilities to take, from the first on. */
  readonly facilities: number
}

/** What the simulated field's sensors stored in its last days, and which of it is a planted fault. */
export function simulateSensors({ seed, days, facilities }: Simulated): SimulatedSeries[] {
  const epoch = new Date('2026-11-19T00:00:00Z')
  const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
  const field = createField({ seed, epoch, historyDays: days + 20, calendar })
  const span = { fromMs: epoch.getTime() - days * dayMs, toMs: epoch.getTime() }
  const faults = createSensorFaults(seed, field.topology, field.days)
  return field.tags.flatMap((tag): SimulatedSeries[] => {
    const meaning = meanings[tag.sort.measurand]
    const facility = facilityOf(field, tag, span.fromMs)
    if (meaning === undefined || facility >= facilities || tag.createdMs > span.fromMs) return []
    const utcDays = Array.from({ length: days }, (_, day) => span.fromMs / dayMs + day)
    const own = utcDays.flatMap((utcDay) => faults.on(tag, utcDay) ?? [])
    return [{ history: historyOf(field, tag, meaning, span), faults: own, facility }]
  })
}

function facilityOf(field: Field, { owner }: Tag, ms: number): number {
  if (owner.level === 'facility') return owner.index
  return datedValue(field.topology.wells[owner.index]?.facilities ?? [], field.days.indexAt(ms))
}

function historyOf(
  field: Field,
  tag: Tag,
  [quantity, unit]: readonly [Quantity, Unit],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): History {
  const events = field.sensors.recorded(tag, fromMs, toMs - 1)
  const facts: SeriesFacts = {
    ...{ quantity, unit, reference: null, basis: quantity.endsWith('pressure') ? 'gauge' : null },
    ...{ interpolation: tag.sort.isStep ? 'step' : 'linear', expectedPeriodS: 300 },
    ...{ nodeKind: tag.owner.level, instrument: null },
  }
  return {
    name: field.tagName(tag, fromMs),
    node: `${tag.owner.level} ${tag.owner.index}`,
    facts,
    at: Float64Array.from(events, ({ atMs }) => atMs),
    value: events.map(({ value }) => value),
    quality: events.map(({ value }) => (value === null ? 'bad' : 'good')),
  }
}
