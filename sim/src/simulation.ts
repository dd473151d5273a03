import type { DayTable } from './day-table.ts'
import { hourMs } from './day-table.ts'
import {
  pieceDays,
  runFacilityDay,
  type Capacity,
  type FacilityDay,
  type FullRates,
  type Offloading,
} from './facility-day.ts'
import { gaussian, seedFor, uniform } from './noise.ts'
import type { OutageBook } from './outage-book.ts'
import type { Topology } from './topology.ts'
import { datedValue, oilOf, waterOf, type Well } from './well.ts'
import { solveRate, type WellConditions } from './well-model.ts'

/** What one well truly did over one production day. Volumes in m3. */
export interface WellVolumes {
  readonly oil: number
  readonly gas: number
  readonly water: number
  readonly liftGas: number
  readonly waterInjected: number
  readonly gasInjected: number
  readonly onStreamHours: number
}

/** The whole field over one production day. Lists are by index of well or facility. */
export interface FieldDay {
  readonly conditions: readonly WellConditions[]
  /** Share of the choke's travel while nothing restrains the well. */
  readonly openings: Float64Array
  /** Main rate in m3/d while nothing restrains the well. */
  readonly mainRates: Float64Array
  readonly full: readonly FullRates[]
  readonly facilities: readonly FacilityDay[]
  readonly volumes: readonly WellVolumes[]
}

const noVolumes: WellVolumes = {
  oil: 0,
  gas: 0,
  water: 0,
  liftGas: 0,
  waterInjected: 0,
  gasInjected: 0,
  onStreamHours: 0,
}

/** m3 in the reservoir for each m3 at the surface. */
const formationVolume = { oil: 1.3, water: 1, gas: 0.0045 }
/** bar that a reservoir would fall in a year, were all its wells on. */
const depletionPerYear = 6

function conditionsOn(seed: number, well: Well, day: number, drawdown: number, oilSoFar: number): WellConditions {
  const { initial } = well
  const covered = well.floodVolume > 0 ? 1 - Math.exp(-oilSoFar / well.floodVolume) : 0
  return {
    reservoirPressure: initial.reservoirPressure - drawdown,
    headerPressure: initial.headerPressure + 0.5 * gaussian(seedFor(seed, 'header'), well.index, day),
    waterCut: initial.waterCut + (0.96 - initial.waterCut) * covered,
    // Below the bubble point gas comes out of solution and runs ahead of the oil.
    gasOilRatio: initial.gasOilRatio * (1 + 0.006 * Math.max(0, drawdown)),
    liftGas: initial.liftGas,
    condition: Math.exp((-well.wearPerYear * day) / 365),
  }
}

function fullRatesOf(well: Well, conditions: WellConditions, rate: number): FullRates {
  const oil = oilOf(well.kind, conditions, rate)
  return {
    oil,
    gas: oil * conditions.gasOilRatio,
    water: waterOf(conditions, oil),
    liftGas: rate > 0 ? conditions.liftGas : 0,
    waterInjected: well.kind === 'water-injector' ? rate : 0,
    gasInjected: well.kind === 'gas-injector' ? rate : 0,
  }
}

function volumesOf(facilityDay: FacilityDay, place: number, full: FullRates): WellVolumes {
  let runDays = 0
  let onStreamHours = 0
  for (const [index, shares] of facilityDay.shares.entries()) {
    const days = pieceDays(facilityDay.cuts, index)
    const share = shares[place] ?? 0
    runDays += share * days
    if (share > 0) onStreamHours += 24 * days
  }
  return {
    oil: full.oil * runDays,
    gas: full.gas * runDays,
    water: full.water * runDays,
    liftGas: full.liftGas * runDays,
    waterInjected: full.waterInjected * runDays,
    gasInjected: full.gasInjected * runDays,
    onStreamHours,
  }
}

/** Room above the first day's rates; the third facility's water treatment was built small and binds first. */
function capacityOf(facility: number, wells: readonly FullRates[]): Capacity {
  const sum = (rate: keyof FullRates): number => wells.reduce((total, rates) => total + rates[rate], 0)
  return {
    liquid: 1.12 * (sum('oil') + sum('water')),
    gas: 1.14 * (sum('gas') + sum('liftGas')),
    water: (facility === 2 ? 1.02 : 1.16) * sum('water'),
    fuel: 30_000 + 0.025 * sum('gas'),
  }
}

/** Net m3 that left a reservoir. */
function voidage(volumes: FullRates): number {
  return (
    formationVolume.oil * volumes.oil +
    formationVolume.water * (volumes.water - volumes.waterInjected) +
    formationVolume.gas * (Math.max(0, volumes.gas - 190 * volumes.oil) - volumes.gasInjected)
  )
}

/** Oil on board of each storage vessel, and when it is taken off. */
function createStorage(seed: number, topology: Topology, oilOnFirstDay: readonly number[], days: DayTable) {
  const stocks = topology.facilities.map(
    ({ index }) => 5 * (oilOnFirstDay[index] ?? 0) * uniform(seedFor(seed, 'stock'), index),
  )
  return {
    isStoring: (facility: number): boolean => topology.facilities[facility]?.type === 'fpso',
    offloadingOn(facility: number, day: number): Offloading | null {
      const daily = oilOnFirstDay[facility] ?? 0
      if (topology.facilities[facility]?.type !== 'fpso' || (stocks[facility] ?? 0) < 6.5 * daily) return null
      const startMs = days.startMs(day) + 3 * hourMs
      return { startMs, endMs: startMs + 18 * hourMs, rate: (6 * daily * 24) / 18 }
    },
    book(facility: number, change: number): void {
      stocks[facility] = (stocks[facility] ?? 0) + change
    },
  }
}

/** Wells that belong to a facility on a day, those not yet drilled left out. */
function membersOn(topology: Topology, facility: number, day: number): Well[] {
  return topology.wells.filter((well) => datedValue(well.facilities, day) === facility && (well.startDay ?? 0) <= day)
}

export interface Simulation {
  /** The field on a day, counted from 0; earlier days are run first, once. */
  day(index: number): FieldDay
}

/** Runs the field day after day. What it keeps is only what it has already worked out. */
export function createSimulation(seed: number, topology: Topology, outages: OutageBook, days: DayTable): Simulation {
  const { wells, facilities, hubs } = topology
  const past: FieldDay[] = []
  const oilSoFar = wells.map(() => 0)
  const drawdowns = hubs.map(() => 0)

  function standing(day: number): Omit<FieldDay, 'facilities' | 'volumes'> {
    const conditions = wells.map((well) =>
      conditionsOn(seed, well, day, drawdowns[well.hub] ?? 0, oilSoFar[well.index] ?? 0),
    )
    const openings = Float64Array.from(wells, (well) => Math.min(1, well.opening * (1 + (0.04 * day) / 365)))
    const of = (well: Well): WellConditions => conditions[well.index] ?? well.initial
    const mainRates = Float64Array.from(wells, (well) => solveRate(well.model, of(well), openings[well.index] ?? 0))
    const full = wells.map((well) => fullRatesOf(well, of(well), mainRates[well.index] ?? 0))
    return { conditions, openings, mainRates, full }
  }

  const fullOf = (full: readonly FullRates[], members: readonly Well[]): FullRates[] =>
    members.map((well) => full[well.index] ?? noVolumes)

  const first = standing(0).full
  const capacities = facilities.map(({ index }) => capacityOf(index, fullOf(first, membersOn(topology, index, 0))))
  const firstOil = facilities.map(({ index }) =>
    fullOf(first, membersOn(topology, index, 0)).reduce((sum, { oil }) => sum + oil, 0),
  )
  const storage = createStorage(seed, topology, firstOil, days)
  /** m3 of net voidage that take a reservoir down by one bar. */
  const stiffness = hubs.map(({ index }) => {
    const members = wells.filter((well) => well.hub === index && well.startDay === null)
    return (fullOf(first, members).reduce((sum, rates) => sum + voidage(rates), 0) * 365) / depletionPerYear
  })

  function runFacility(facility: number, day: number, full: readonly FullRates[]): FacilityDay {
    const members = membersOn(topology, facility, day)
    const result = runFacilityDay({
      day,
      days,
      wells: members.map((well) => well.index),
      full: fullOf(full, members),
      outages: members.map(({ index }) => outages.touching(index, days.startMs(day), days.startMs(day + 1))),
      // Every facility has a capacity: both lists come from topology.facilities.
      capacity: capacities[facility] ?? { liquid: 0, gas: 0, water: 0, fuel: 0 },
      isStoring: storage.isStoring(facility),
      offloading: storage.offloadingOn(facility, day),
    })
    storage.book(facility, result.volumes.oil - result.volumes.oilExport)
    return result
  }

  function runDay(day: number): FieldDay {
    outages.extendTo(day)
    const today = standing(day)
    const facilityDays = facilities.map(({ index }) => runFacility(index, day, today.full))
    const volumes = wells.map(() => noVolumes)
    for (const facilityDay of facilityDays) {
      for (const [place, well] of facilityDay.wells.entries()) {
        volumes[well] = volumesOf(facilityDay, place, today.full[well] ?? noVolumes)
      }
    }
    for (const well of wells) {
      const gone = volumes[well.index] ?? noVolumes
      oilSoFar[well.index] = (oilSoFar[well.index] ?? 0) + gone.oil
      drawdowns[well.hub] = (drawdowns[well.hub] ?? 0) + voidage(gone) / (stiffness[well.hub] ?? 1)
    }
    return { ...today, facilities: facilityDays, volumes }
  }

  return {
    day(index) {
      if (index < 0) throw new RangeError(`the history starts at day 0, there is no day ${String(index)}`)
      while (past.length <= index) past.push(runDay(past.length))
      const day = past[index]
      if (day === undefined) throw new RangeError(`there is no day ${String(index)}`)
      return day
    },
  }
}
