import type { QuietHours } from '@tieback/contracts'
import { localToInstantMs, zoneOffsetMs } from '@tieback/domain'

const dayMs = 86_400_000
const hourMs = 3_600_000

/**
 * The instant until which background work is to leave a source alone; null where no window holds.
 *
 * Windows that meet or overlap count as one. One whose `from` and `to` are the same is empty.
 */
export function quietUntil(windows: readonly QuietHours[], now: Date): Date | null {
  let untilMs = now.getTime()
  // Each window can carry it on twice at most, over midnight; windows that never end are asked about again then.
  for (let turn = 0; turn < 2 * windows.length; turn += 1) {
    const ends = windows.flatMap((window) => endOf(window, untilMs) ?? [])
    if (ends.length === 0) break
    untilMs = Math.max(...ends)
  }
  return untilMs > now.getTime() ? new Date(untilMs) : null
}

/** The end of the window's turn that holds at the instant; null where none does. */
function endOf({ from, to, timeZone }: QuietHours, instantMs: number): number | null {
  const localMs = instantMs + zoneOffsetMs(timeZone, instantMs)
  const today = localMs - (((localMs % dayMs) + dayMs) % dayMs)
  const lengthDays = to < from ? 1 : 0
  for (const day of [today - dayMs, today]) {
    const start = earliestInstant(timeZone, day + clockMs(from))
    const end = localToInstantMs(timeZone, day + lengthDays * dayMs + clockMs(to))
    if (start <= instantMs && instantMs < end) return end
  }
  return null
}

/** Where the clocks go back an hour is met twice: the quiet begins with the first and ends with the second. */
function earliestInstant(timeZone: string, localMs: number): number {
  const latest = localToInstantMs(timeZone, localMs)
  const earlier = localMs - zoneOffsetMs(timeZone, latest - 3 * hourMs)
  return earlier < latest && earlier + zoneOffsetMs(timeZone, earlier) === localMs ? earlier : latest
}

function clockMs(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * hourMs + minutes * 60_000
}
