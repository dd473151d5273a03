import { DayLabel } from '@tieback/contracts'
import { InvalidArgumentError } from 'commander'

/** Bounds of the field's clock: what TIEBACK_CLOCK can spell, and what a simulator can keep up with. */
const speedMin = 0.01
const speedMax = 10_000

/** A TCP port; 0 stands for any free one. */
export function parsePort(text: string): number {
  const port = readNumber(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('expected 0 to 65535')
  return port
}

/** Which field is simulated. */
export function parseSeed(text: string): number {
  const seed = readNumber(text)
  if (!Number.isSafeInteger(seed) || seed < 0) throw new InvalidArgumentError('expected a whole number from 0 on')
  return seed
}

/** How many times as fast as time a clock runs. */
export function parseSpeed(text: string): number {
  const speed = readNumber(text)
  if (!(speed >= speedMin && speed <= speedMax)) {
    throw new InvalidArgumentError(`expected a number from ${speedMin} to ${speedMax}`)
  }
  return speed
}

export function parseInstant(text: string): Date {
  const instant = new Date(text)
  if (Number.isNaN(instant.getTime()))
    throw new InvalidArgumentError('expected an instant such as 2026-01-01T00:00:00Z')
  return instant
}

/** Decimal digits only: Number alone takes an empty text for 0, and reads hexadecimals. */
const readNumber = (text: string): number => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN)

/** A production day such as `2026-03-12`. */
export function parseDay(text: string): string {
  const parsed = DayLabel.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError('expected a day such as 2026-03-12')
  return parsed.data
}
