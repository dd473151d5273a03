/** Where "now" comes from: the machine's time, or, for the evaluation field, a time that runs faster. */
export interface Clock {
  now(): Date
  /** What this clock showed, or will show, at a real instant. */
  at(real: Date): Date
}

export const systemClock: Clock = { now: () => new Date(), at: (real) => real }

/** A clock that agreed with real time at `origin` and runs `speed` times as fast since. */
function createFastClock(origin: Date, speed: number): Clock {
  const at = (real: Date): Date => new Date(origin.getTime() + (real.getTime() - origin.getTime()) * speed)
  return { now: () => at(new Date()), at }
}

/** The clock that `INSTANT@SPEED` describes; null: the system's. Throws RangeError with what is expected. */
export function parseClock(text: string | null): Clock {
  if (text === null) return systemClock
  const [instant = '', speed = ''] = text.split('@')
  const origin = new Date(instant)
  if (Number.isNaN(origin.getTime()) || !(Number(speed) > 0)) {
    throw new RangeError(`"${text}" is not a clock: expected INSTANT@SPEED, such as 2026-01-01T00:00:00Z@60`)
  }
  return createFastClock(origin, Number(speed))
}
