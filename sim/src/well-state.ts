import type { DayTable } from './day-table.ts'
import { pieceAt, pieceDays, type FacilityDay, type Flows, type FullRates } from './facility-day.ts'
import type { FieldDay, Simulation } from './simulation.ts'
import { datedValue, type Well } from './well.ts'
import { openingFor, pressuresAt, wellheadTemperature, type WellConditions } from './well-model.ts'

/** How a well truly stands at an instant. Rates in m3/d, pressures bar gauge, temperatures degC, choke % open. */
export interface WellState {
  readonly oilRate: number
  readonly gasRate: number
  readonly waterRate: number
  readonly liftGasRate: number
  readonly waterInjectionRate: number
  readonly gasInjectionRate: number
  readonly wellheadPressure: number
  readonly wellheadTemperature: number
  readonly downholePressure: number
  readonly downholeTemperature: number
  readonly choke: number
}

/** What a day's gauges show on average while the well is on; of a well that never was, its shut-in state. */
export type WellGauges = Pick<
  WellState,
  'wellheadPressure' | 'wellheadTemperature' | 'downholePressure' | 'downholeTemperature' | 'choke'
>

/** A well within one day, looked up once for many instants of it. */
interface WellDay {
  readonly well: Well
  readonly day: number
  readonly startMs: number
  readonly endMs: number
  readonly facility: FacilityDay | null
  readonly place: number
  readonly conditions: WellConditions
  readonly full: FullRates
  readonly mainRate: number
  readonly opening: number
}

function stateAtShare(of: WellDay, share: number): WellState {
  const { well, conditions, full, mainRate } = of
  const rate = mainRate * share
  const { wellhead, downhole } = pressuresAt(well.model, conditions, rate)
  return {
    oilRate: full.oil * share,
    gasRate: full.gas * share,
    waterRate: full.water * share,
    liftGasRate: full.liftGas * share,
    waterInjectionRate: full.waterInjected * share,
    gasInjectionRate: full.gasInjected * share,
    wellheadPressure: wellhead,
    wellheadTemperature: wellheadTemperature(well.model, rate),
    downholePressure: downhole,
    downholeTemperature: well.model.reservoirTemperature,
    choke: 100 * (share >= 1 ? of.opening : openingFor(well.model, conditions, rate)),
  }
}

const gaugeNames = [
  'wellheadPressure',
  'wellheadTemperature',
  'downholePressure',
  'downholeTemperature',
  'choke',
] as const satisfies readonly (keyof WellGauges)[]

export interface WellStates {
  at(well: Well, instantMs: number): WellState
  gauges(well: Well, day: number): WellGauges
  /** Rates through a facility at an instant. */
  flowsAt(facility: number, instantMs: number): Flows
}

/** States worked out from the day's run when asked for. */
export function createWellStates(days: DayTable, simulation: Simulation): WellStates {
  let last: WellDay | null = null

  function wellDayOf(well: Well, day: number): WellDay {
    const today: FieldDay = simulation.day(day)
    const home = today.facilities[datedValue(well.facilities, day)]
    const place = home?.wells.indexOf(well.index) ?? -1
    const none = { oil: 0, gas: 0, water: 0, liftGas: 0, waterInjected: 0, gasInjected: 0 }
    return {
      well,
      day,
      startMs: days.startMs(day),
      endMs: days.startMs(day + 1),
      facility: place < 0 ? null : (home ?? null),
      place,
      conditions: today.conditions[well.index] ?? well.initial,
      full: today.full[well.index] ?? none,
      mainRate: today.mainRates[well.index] ?? 0,
      opening: today.openings[well.index] ?? 0,
    }
  }

  /** Readers walk along time, well by well: the day looked at last is nearly always the next one asked for. */
  function wellDayAt(well: Well, instantMs: number): WellDay {
    if (last === null || last.well !== well || instantMs < last.startMs || instantMs >= last.endMs) {
      last = wellDayOf(well, days.indexAt(instantMs))
    }
    return last
  }

  return {
    at(well, instantMs) {
      const of = wellDayAt(well, instantMs)
      const share =
        of.facility === null ? 0 : (of.facility.shares[pieceAt(of.facility.cuts, instantMs)]?.[of.place] ?? 0)
      return stateAtShare(of, share)
    },
    gauges(well, day) {
      const of = wellDayOf(well, day)
      const sums = {
        wellheadPressure: 0,
        wellheadTemperature: 0,
        downholePressure: 0,
        downholeTemperature: 0,
        choke: 0,
      }
      let onDays = 0
      for (const [index, shares] of of.facility?.shares.entries() ?? []) {
        const share = shares[of.place] ?? 0
        if (share === 0 || of.facility === null) continue
        const weight = pieceDays(of.facility.cuts, index)
        const state = stateAtShare(of, share)
        for (const name of gaugeNames) sums[name] += state[name] * weight
        onDays += weight
      }
      if (onDays === 0) return stateAtShare(of, 0)
      for (const name of gaugeNames) sums[name] /= onDays
      return sums
    },
    flowsAt(facility, instantMs) {
      const facilityDay = simulation.day(days.indexAt(instantMs)).facilities[facility]
      const rates = facilityDay?.rates[pieceAt(facilityDay.cuts, instantMs)]
      if (rates === undefined) throw new RangeError(`there is no facility ${String(facility)}`)
      return rates
    },
  }
}
