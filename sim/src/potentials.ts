import type { DayTable } from './day-table.ts'
import type { FullRates } from './facility-day.ts'
import { gaussian, seedFor, wander } from './noise.ts'
import type { Simulation } from './simulation.ts'
import type { WellTests } from './well-tests.ts'

/** What a well would have given or taken in over a day, on all of it, as far as the site knows; m3. */
export type Potentials = (well: number, day: number) => FullRates

/** Share of its oil and gas that a tested well is believed to lose in a year. */
const assumedDecline = 0.12
const nothing: FullRates = { oil: 0, gas: 0, water: 0, liftGas: 0, waterInjected: 0, gasInjected: 0 }

/** Potentials by each well's last accepted test, declined to the day. */
export function createPotentials(seed: number, days: DayTable, simulation: Simulation, tests: WellTests): Potentials {
  const beliefSeed = seedFor(seed, 'belief')
  const injectivitySeed = seedFor(seed, 'injectivity')

  /** A tested well's rates in m3/d; before its first test, what was believed when it came on. */
  function believedRates(well: number, day: number): FullRates {
    const full = simulation.day(day).full[well] ?? nothing
    const test = tests.validOn(well, day)
    if (test?.result === null || test?.result === undefined) {
      const belief = 1 + 0.02 * gaussian(beliefSeed, well)
      return { ...full, oil: full.oil * belief, gas: full.gas * belief, water: full.water * belief }
    }
    const { oil, gas, water } = test.result
    const left = Math.exp((-assumedDecline * (day - test.day)) / 365)
    return { ...full, oil: oil * left, gas: gas * left, water }
  }

  return (well, day) => {
    const share = days.hours(day) / 24
    const rates = believedRates(well, day)
    const injectivity = 1 + 0.012 * wander(injectivitySeed, well, day / 30)
    return {
      oil: rates.oil * share,
      gas: rates.gas * share,
      water: rates.water * share,
      liftGas: rates.liftGas * share,
      waterInjected: rates.waterInjected * share * injectivity,
      gasInjected: rates.gasInjected * share * injectivity,
    }
  }
}
