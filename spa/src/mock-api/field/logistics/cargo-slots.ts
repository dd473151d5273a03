import type { Laycan } from '@tieback/contracts'
import { addDays, localToInstantMs } from '@tieback/domain'
import { between } from '../random.ts'
import type { TerminalPlan, VesselPlan } from './plans.ts'

/** One cargo of a terminal's calendar, whatever has become of it by now. Instants in ms. */
export interface CargoSlot {
  readonly plan: TerminalPlan
  /** Counts a terminal's cargoes. */
  readonly number: number
  readonly id: string
  readonly reference: string
  readonly volume: number
  readonly loadStart: number
  readonly loadEnd: number
  readonly laycan: Laycan
  readonly vessel: VesselPlan | null
}

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

export const terminalZone = 'Europe/Oslo'

/** Where the counting of cargoes begins. */
const epochMs = Date.parse('2026-01-01T00:00:00Z')

/** Loading a cargo takes this long, h. */
const loadingHours = 22

/** Vessels come earlier or later than the calendar says, h. */
const jitterHours = 6

function laycanAround(atMs: number): Laycan {
  // In the winter half of the year the zone is an hour ahead; an hour is no matter for a window of two days.
  const firstDay = new Date(atMs - 12 * hourMs).toISOString().slice(0, 10)
  const midnight = (day: string): string =>
    new Date(localToInstantMs(terminalZone, Date.parse(`${day}T00:00:00Z`))).toISOString()
  const lastDay = addDays(firstDay, 1)
  return { firstDay, lastDay, timeZone: terminalZone, start: midnight(firstDay), end: midnight(addDays(lastDay, 1)) }
}

/** What a cargo of a terminal takes, Sm³. */
export const cargoVolume = ({ receiptPerDay, cargoEveryDays }: TerminalPlan): number => receiptPerDay * cargoEveryDays

function toSlot(seed: number, plan: TerminalPlan, number: number): CargoSlot {
  const jitter = between(-jitterHours, jitterHours, seed, 'cargo', plan.id, number)
  const loadStart = Math.round((epochMs + number * plan.cargoEveryDays * dayMs + jitter * hourMs) / 60_000) * 60_000
  const { vessels } = plan
  return {
    plan,
    number,
    id: `cargo-${plan.prefix.toLowerCase()}${number}`,
    reference: `${plan.prefix}-${number}`,
    volume: cargoVolume(plan),
    loadStart,
    loadEnd: loadStart + loadingHours * hourMs,
    laycan: laycanAround(loadStart),
    vessel: vessels[number % vessels.length] ?? null,
  }
}

/** The cargoes of a terminal whose loading or laycan touches [fromMs, toMs), oldest first. */
export function listCargoSlots(seed: number, plan: TerminalPlan, fromMs: number, toMs: number): CargoSlot[] {
  const everyMs = plan.cargoEveryDays * dayMs
  const first = Math.max(0, Math.floor((fromMs - epochMs) / everyMs) - 2)
  const last = Math.ceil((toMs - epochMs) / everyMs) + 1
  const slots = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => toSlot(seed, plan, first + index))
  return slots.filter(({ laycan, loadStart, loadEnd }) => {
    const start = Math.min(loadStart, Date.parse(laycan.start))
    return start < toMs && Math.max(loadEnd, Date.parse(laycan.end)) > fromMs
  })
}

/** Everything that has been loaded of all cargoes by an instant, Sm³: counted from the beginning, so that stock is a difference of two sums. */
export function loadedBy(seed: number, plan: TerminalPlan, atMs: number): number {
  const everyMs = plan.cargoEveryDays * dayMs
  const near = Math.max(0, Math.floor((atMs - epochMs) / everyMs) - 2)
  return [0, 1, 2, 3, 4].reduce(
    (sum, index) => {
      const { volume, loadStart, loadEnd } = toSlot(seed, plan, near + index)
      return sum + volume * Math.min(1, Math.max(0, (atMs - loadStart) / (loadEnd - loadStart)))
    },
    near * cargoVolume(plan),
  )
}

/** Everything that has arrived by an instant, on the same count, Sm³. */
export const receivedBy = ({ receiptPerDay }: TerminalPlan, atMs: number): number =>
  (receiptPerDay * (atMs - epochMs)) / dayMs
