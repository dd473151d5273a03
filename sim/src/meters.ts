import { gaussian, seedFor, wander } from './noise.ts'

/** What a meter shows for each true unit, near 1: a drift over weeks and a scatter from day to day. */
export type MeterErrors = (facility: number, day: number, meter: string) => number

export function createMeterErrors(seed: number): MeterErrors {
  const seeds = new Map<string, { drift: number; scatter: number }>()
  const seedsOf = (meter: string): { drift: number; scatter: number } => {
    const known = seeds.get(meter)
    if (known !== undefined) return known
    const made = { drift: seedFor(seed, `drift:${meter}`), scatter: seedFor(seed, `scatter:${meter}`) }
    seeds.set(meter, made)
    return made
  }
  return (facility, day, meter) => {
    const { drift, scatter } = seedsOf(meter)
    return 1 + 0.003 * wander(drift, facility, day / 20) + 0.0015 * gaussian(scatter, facility, day)
  }
}
