const shape = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,7})\d*)?Z$/

export interface PiTimestamp {
  /** To the millisecond, cut off. */
  readonly at: Date
  /** All seven decimals, so that texts compare as instants do: two events may differ by 100 ns. */
  readonly key: string
}

/** The instant of a PI timestamp, which has 0 to 7 decimals, mixed within one answer; null where it isn't one. */
export function parseTimestamp(text: string): PiTimestamp | null {
  const match = shape.exec(text)
  if (match === null) return null
  const [, seconds = '', fraction = ''] = match
  const decimals = fraction.padEnd(7, '0')
  const at = new Date(`${seconds}.${decimals.slice(0, 3)}Z`)
  return Number.isNaN(at.getTime()) ? null : { at, key: `${seconds}.${decimals}Z` }
}
