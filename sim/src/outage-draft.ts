import type { Cause } from './causes.ts'
import { hourMs, type DayTable } from './day-table.ts'
import { hashOf, seedFor, uniform } from './noise.ts'
import type { Place } from './outages.ts'

const slotMs = 300_000

/** An outage before it is known whom it hits and how it is numbered. */
export interface Draft {
  readonly place: Place
  readonly cause: Cause
  readonly startMs: number
  readonly endMs: number
  readonly plannedEndMs: number | null
  readonly lossShare: number
  readonly isRampUp: boolean
}

/** How long coming back takes after a shut-in, in milliseconds on whole slots; 0 after a short one. */
function rampUpMs(draft: Draft): number {
  const lastedMs = draft.endMs - draft.startMs
  if (draft.lossShare < 1 || lastedMs < 5 * hourMs) return 0
  const hours = Math.min(16, Math.max(2, (0.1 * lastedMs) / hourMs))
  return Math.round((hours * hourMs) / (3 * slotMs)) * 3 * slotMs
}

/** Coming back after a longer shut-in; null where the well is simply opened again. */
export function rampUpOf(draft: Draft): Draft | null {
  const lengthMs = rampUpMs(draft)
  if (lengthMs === 0) return null
  const cause = { ...draft.cause, text: `${draft.cause.text}, ramp-up` }
  const endMs = draft.endMs + lengthMs
  return { ...draft, cause, startMs: draft.endMs, endMs, plannedEndMs: null, lossShare: 0.5, isRampUp: true }
}

const toSlot = (ms: number): number => Math.round(ms / slotMs) * slotMs

/** What a cause does to a place on a day. Depends on nothing but them: the same outage whoever asks, in whatever order. */
export function draftOutage(seed: number, days: DayTable, place: Place, cause: Cause, day: number): Draft {
  const drawSeed = seedFor(seed, `outage:${cause.code}:${place.level}`)
  const draw = (use: number): number => uniform(drawSeed, place.index, day, use)
  const [shortest, longest] = cause.hours
  const [least, most] = cause.loss
  // Planned work starts with the day shift, breakdowns at any time.
  const startHour = cause.isPlanned ? 2 : 24 * draw(1)
  const startMs = toSlot(days.startMs(day) + startHour * hourMs)
  const lengthMs = toSlot((shortest + (longest - shortest) * draw(2) ** 1.6) * hourMs)
  const delayMs = cause.isPlanned && draw(3) < 0.3 ? toSlot(lengthMs * 0.18) : 0
  return {
    place,
    cause,
    startMs,
    endMs: startMs + lengthMs + delayMs,
    plannedEndMs: cause.isPlanned ? startMs + lengthMs : null,
    lossShare: Math.round(100 * (least + (most - least) * draw(4))) / 100,
    isRampUp: false,
  }
}

/** Day index of a facility's yearly shutdown: spread over the year's first ten months, so that few are down together. */
export function turnaroundStart(seed: number, facility: number, year: number): number {
  const slot = (facility * 7 + year * 5) % 12
  return year * 365 + 12 + slot * 26 + (hashOf(seedFor(seed, 'turnaround'), facility, year) % 18)
}
