/** The simulated now. Everything that speaks for the field reads it, nothing reads the machine's clock. */
export interface SimClock {
  now(): Date
}

/**
 * A clock that showed `epoch` when the machine's clock showed `realStart`, and runs `speed` times as fast since.
 *
 * speed   1 keeps time; 60 makes an hour of a minute; above 0
 * throws  RangeError when a speed would stand still or run backwards
 */
export function createSimClock(options: { epoch: Date; realStart: Date; speed: number }): SimClock {
  const { epoch, realStart, speed } = options
  if (!(speed > 0) || !Number.isFinite(speed)) throw new RangeError(`speed must be above 0, not ${String(speed)}`)
  return { now: () => new Date(epoch.getTime() + (Date.now() - realStart.getTime()) * speed) }
}
