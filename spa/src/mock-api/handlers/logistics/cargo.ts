import type {
  Cargo,
  CargoEvent,
  CargoEventKind,
  CargoStatus,
  CargoVessel,
  InstantQuantiles,
  LoadedVolume,
} from '@tieback/contracts'
import { type CargoSlot, dayMs, hourMs } from '../../field/logistics/cargo-slots.ts'
import { between } from '../../field/random.ts'
import { type LogisticsReadingOf, toInstant } from './logistics-reading.ts'
import { loadingStartOf } from './voyage.ts'

/** Hours before loading begins at which a vessel has come that far. */
const stageHours = { accepted: 20 * 24, 'en-route': 6 * 24, arrived: 22, alongside: 4 } as const

/** Days after sailing until the papers are agreed. */
const closedAfterDays = 8

/** Every ninth cargo is called off. */
const isCancelled = ({ number, plan }: CargoSlot): boolean => plan.namespace === 'offshore' && number % 9 === 0

/** How far a cargo has come by an instant. */
export function statusOf(slot: CargoSlot, atMs: number): CargoStatus {
  const { loadStart, loadEnd } = slot
  const before = (hours: number): boolean => atMs < loadStart - hours * hourMs
  if (before(stageHours.accepted)) return 'nominated'
  if (before(stageHours['en-route'])) return 'accepted'
  if (before(stageHours.arrived)) return 'en-route'
  if (before(stageHours.alongside)) return 'arrived'
  if (atMs < loadStart) return 'alongside'
  if (atMs < loadEnd) return 'loading'
  if (atMs < loadEnd + 6 * hourMs) return 'loaded'
  return atMs < loadEnd + closedAfterDays * dayMs ? 'sailed' : 'closed'
}

/** The statement of facts so far. */
function listEvents({ plan, loadStart, loadEnd }: CargoSlot, atMs: number): CargoEvent[] {
  const steps: readonly (readonly [kind: CargoEventKind, ms: number])[] = [
    ['end-of-sea-passage', loadStart - 23 * hourMs],
    ['notice-of-readiness-tendered', loadStart - 22 * hourMs],
    ['notice-of-readiness-accepted', loadStart - 20 * hourMs],
    ['pilot-on-board', loadStart - 6 * hourMs],
    ['all-fast', loadStart - 4 * hourMs],
    ['hoses-connected', loadStart - hourMs],
    ['loading-commenced', loadStart],
    ['loading-completed', loadEnd],
    ['hoses-disconnected', loadEnd + hourMs],
    ['documents-on-board', loadEnd + 4 * hourMs],
    ['sailed', loadEnd + 6 * hourMs],
  ]
  const berth = { id: plan.berthId, name: `${plan.name} 1` }
  return steps
    .filter(([, ms]) => ms <= atMs)
    .map(([kind, ms]) => ({ kind, at: toInstant(ms), berth, sourceId: 'lifting-programme', remark: null }))
}

/** The shippers of every cargo, and their parts. */
const shippers = [
  { company: 'Nordvik Energi', share: 0.6 },
  { company: 'Skjer Petroleum', share: 0.4 },
]

/** One for each shipper, once they have come. */
function listBills({ volume }: LogisticsReadingOf, slot: CargoSlot): LoadedVolume['billsOfLading'] {
  const { plan, number, laycan, loadEnd } = slot
  return shippers.map(({ company, share }, index) => ({
    number: `BL-${plan.prefix}-${number}-${index + 1}`,
    date: laycan.firstDay,
    shipper: company,
    volume: volume.of(slot.volume * share),
    stated: { value: volume.of(slot.volume * share), unit: volume.unit, massBasis: null },
    receivedAt: toInstant(loadEnd + 4 * hourMs),
  }))
}

function toLoaded(reading: LogisticsReadingOf, slot: CargoSlot): LoadedVolume | null {
  const { world, volume, atMs } = reading
  const { loadEnd, number, plan } = slot
  if (atMs < loadEnd) return null
  const metered = slot.volume * between(0.998, 1.002, world.field.seed, 'metered', plan.id, number)
  const isSigned = atMs >= loadEnd + 4 * hourMs
  const difference = isSigned ? slot.volume - metered : null
  return {
    billsOfLading: isSigned ? listBills(reading, slot) : [],
    billed: isSigned ? volume.of(slot.volume) : null,
    metered: volume.of(metered),
    meteredQuality: 'good',
    difference: volume.ofNullable(difference),
    differenceShare: difference === null ? null : difference / metered,
    ship: isSigned ? volume.of(metered * 1.001) : null,
  }
}

const toVessel = ({ vessel }: CargoSlot): CargoVessel | null =>
  vessel === null
    ? null
    : {
        ...{ id: vessel.id, name: vessel.name, imo: vessel.imo, mmsi: vessel.mmsi },
        ...{ matched: 'imo', vetting: 'accepted', substitutes: null },
      }

/** One cargo as it was known at the reading's instant. */
export function toCargo(reading: LogisticsReadingOf, slot: CargoSlot): Cargo {
  const { atMs, volume, rate } = reading
  const { plan, loadStart, loadEnd, laycan, id, reference } = slot
  const status = isCancelled(slot) && atMs >= loadStart - 15 * dayMs ? 'cancelled' : statusOf(slot, atMs)
  const isAhead = status === 'nominated' || status === 'accepted' || status === 'en-route'
  const hasVessel = status !== 'nominated'
  const start = loadingStartOf(loadStart, atMs)
  const lengthMs = loadEnd - loadStart
  const usedMs = Math.max(0, Math.min(atMs, loadEnd) - (loadStart - 4 * hourMs))
  return {
    id,
    reference,
    status,
    terminal: { id: plan.id, name: plan.name },
    berth: { id: plan.berthId, name: `${plan.name} 1` },
    grade: plan.grade,
    lifter: 'Nordvik Energi',
    shares: shippers,
    nomination: { revision: hasVessel ? 3 : 1, at: toInstant(loadStart - 40 * dayMs), by: 'Nordvik Energi' },
    volume: {
      nominated: volume.of(slot.volume),
      ...{ minusShare: 0.05, plusShare: 0.05, option: 'seller' },
      min: volume.of(slot.volume * 0.95),
      max: volume.of(slot.volume * 1.05),
    },
    laycan,
    vessel: hasVessel ? toVessel(slot) : null,
    destination: hasVessel ? 'NLRTM' : null,
    eta: status === 'en-route' ? { reference: 'berth', eta: start, laycanMissed: 0.02, degraded: false } : null,
    loading: isAhead
      ? {
          start,
          end: shiftQuantiles(start, lengthMs),
          rate: rate.of(slot.volume / (lengthMs / dayMs)),
          volumeReady: shiftQuantiles(start, -3 * hourMs),
          volumeShort: 0.03,
        }
      : null,
    events: status === 'cancelled' ? [] : listEvents(slot, atMs),
    loaded: status === 'cancelled' ? null : toLoaded(reading, slot),
    laytime:
      status === 'cancelled' || atMs < loadStart - 4 * hourMs
        ? null
        : {
            allowed: 36,
            startedAt: toInstant(loadStart - 4 * hourMs),
            stoppedAt: atMs >= loadEnd ? toInstant(loadEnd) : null,
            used: usedMs / hourMs,
            excluded: 0,
          },
    demurrage: status === 'cancelled' ? null : toDemurrage(atMs >= loadEnd + 6 * hourMs),
  }
}

const shiftQuantiles = ({ p10, p50, p90 }: InstantQuantiles, ms: number): InstantQuantiles => {
  const shift = (instant: string): string => toInstant(Date.parse(instant) + ms)
  return { p10: shift(p10), p50: shift(p50), p90: shift(p90) }
}

/** A terminal that keeps its time: nothing is expected beyond what was agreed. */
const toDemurrage = (isFinal: boolean): NonNullable<Cargo['demurrage']> => ({
  ratePerDay: { amount: 42_000, currency: 'USD' },
  probability: isFinal ? 0 : 0.04,
  excessHours: { p10: 0, p50: 0, p90: 0 },
  cost: { p10: 0, p50: 0, p90: 0 },
  final: isFinal,
})
