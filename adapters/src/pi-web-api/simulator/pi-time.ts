import { PiRefusal } from './pi-refusal.ts'

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
}

/** Milliseconds of a duration such as `1h`, `1.5h` or `-1h-30m`; the server stands in UTC, so a day has 24 hours. Null where it is none. */
export function parseDuration(text: string): number | null {
  const parts = [...text.matchAll(/([+-]?)(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)]
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) return null
  // A sign holds until the next one: `-1h30m` is minus an hour and a half.
  let sign = 1
  let sum = 0
  for (const [, newSign, amount, unit = 's'] of parts) {
    if (newSign !== '') sign = newSign === '-' ? -1 : 1
    sum += sign * Number(amount) * (unitMs[unit] ?? 0)
  }
  return sum
}

function midnight(nowMs: number): number {
  return Math.floor(nowMs / 86_400_000) * 86_400_000
}

/**
 * The instant that a text of PI time means: an ISO time, or `*`, `t`, `y` with an offset such as `*-1d`.
 *
 * throws  PiRefusal 400
 */
export function parsePiTime(text: string, nowMs: number): number {
  const [, anchor, offset] = /^(\*|t|y|today|yesterday)?\s*([+-].+)?$/i.exec(text.trim()) ?? []
  if (anchor !== undefined || offset !== undefined || text.trim() === '') {
    const from = (anchor ?? '*').toLowerCase()
    const base = from === '*' ? nowMs : midnight(nowMs) - (from.startsWith('y') ? 86_400_000 : 0)
    const shift = offset === undefined ? 0 : parseDuration(offset)
    if (shift !== null) return base + shift
  }
  const isZoned = /(Z|[+-]\d\d:?\d\d)$/i.test(text)
  const ms = Date.parse(isZoned ? text : `${text}Z`)
  if (Number.isNaN(ms)) throw new PiRefusal(400, `The time '${text}' could not be parsed.`)
  return ms + fractionBeyondMs(text)
}

/** Date keeps three decimals of a second; an archive holds seven, and a reader may ask from exactly there. */
function fractionBeyondMs(text: string): number {
  const beyond = /\.\d{3}(\d{1,4})/.exec(text)?.[1]
  return beyond === undefined ? 0 : Number(`0.${beyond}`)
}
