import { unitLabel } from '../../units/unit-label.ts'
import type { UnitSpec } from '../../units/unit-table.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A length of time in its two largest parts, such as `50 min`, `5 h 10 min` or `2 d 4 h`. */
export const sayDuration = (ms: number): string => {
  const round = (unit: number): number => Math.round(ms / unit)
  if (round(1_000) < 120) return `${round(1_000)} s`
  if (round(minuteMs) < 120) return `${round(minuteMs)} min`
  const [large, small, largeMs, smallMs] =
    ms < dayMs ? (['h', 'min', hourMs, minuteMs] as const) : (['d', 'h', dayMs, hourMs] as const)
  const total = round(smallMs)
  const perLarge = largeMs / smallMs
  const rest = total % perLarge
  const whole = `${Math.floor(total / perLarge)} ${large}`
  return rest === 0 ? whole : `${whole} ${rest} ${small}`
}

/** How long a doubt lasted; of one that still holds, how long at least. */
export const sayLasting = (fromMs: number, toMs: number | null, seenToMs: number): string =>
  toMs === null ? `more than ${sayDuration(seenToMs - fromMs)}` : sayDuration(toMs - fromMs)

/** A number to four digits with its unit, such as `68.42 barg`. */
export const sayFigure = (value: number, spec: UnitSpec): string => `${Number(value.toPrecision(4))} ${unitLabel(spec)}`
