import type { DayTable } from './day-table.ts'
import type { Flows } from './facility-day.ts'
import type { MeterErrors } from './meters.ts'
import type { Potentials } from './potentials.ts'
import type { FieldDay, Simulation } from './simulation.ts'
import type { Topology } from './topology.ts'
import { datedValue } from './well.ts'

export type Phase = 'oil' | 'gas' | 'water'
const phases: readonly Phase[] = ['oil', 'gas', 'water']

/** What a facility's meters showed over a day, in m3. */
export type MeteredFlows = Pick<
  Flows,
  'oilExport' | 'gasFuel' | 'gasFlare' | 'gasInjected' | 'gasExport' | 'waterInjected' | 'waterDisposed'
> & { readonly oilStockChange: number }

/** A well's volumes of record for a day, in m3. */
export interface WellAllocation extends Readonly<Record<Phase, number>> {
  readonly waterInjected: number
  readonly gasInjected: number
}

/** From meters and tests to the volumes of record, as they stand once nothing is corrected any more. */
export interface Allocation {
  readonly potential: Potentials
  /** Measured ÷ Σ theoretical of a facility's wells; 1 where nothing ran. */
  factor(facility: number, day: number, phase: Phase): number
  allocated(well: number, day: number): WellAllocation
  metered(facility: number, day: number): MeteredFlows
}

/** Part of its potential that a well ran at on a day, by hours and choke. */
function runShare({ full, volumes }: FieldDay, well: number, hours: number): number {
  const fullOil = (full[well]?.oil ?? 0) * (hours / 24)
  return fullOil > 0 ? (volumes[well]?.oil ?? 0) / fullOil : 0
}

/** Shares what each facility's inlet meters showed among its wells, by what each ought to have given. */
export function createAllocation(
  topology: Topology,
  days: DayTable,
  simulation: Simulation,
  potential: Potentials,
  meterError: MeterErrors,
): Allocation {
  const factors = new Map<number, Record<Phase, number>>()

  function computeFactors(facility: number, day: number): Record<Phase, number> {
    const today = simulation.day(day).facilities[facility]
    const theoretical: Record<Phase, number> = { oil: 0, gas: 0, water: 0 }
    for (const well of today?.wells ?? []) {
      const ran = runShare(simulation.day(day), well, days.hours(day))
      if (ran === 0) continue
      const believed = potential(well, day)
      for (const phase of phases) theoretical[phase] += believed[phase] * ran
    }
    const factorOf = (phase: Phase): number => {
      const measured = (today?.volumes[phase] ?? 0) * meterError(facility, day, `inlet-${phase}`)
      return theoretical[phase] > 0 ? measured / theoretical[phase] : 1
    }
    return { oil: factorOf('oil'), gas: factorOf('gas'), water: factorOf('water') }
  }

  function factorsOf(facility: number, day: number): Record<Phase, number> {
    const key = day * topology.facilities.length + facility
    const known = factors.get(key)
    if (known !== undefined) return known
    const made = computeFactors(facility, day)
    factors.set(key, made)
    return made
  }

  return {
    potential,
    factor: (facility, day, phase) => factorsOf(facility, day)[phase],
    allocated(well, day) {
      const facility = datedValue(topology.wells[well]?.facilities ?? [], day)
      const { waterInjected = 0, gasInjected = 0 } = simulation.day(day).volumes[well] ?? {}
      const ran = runShare(simulation.day(day), well, days.hours(day))
      const factorsOfDay = factorsOf(facility, day)
      const believed = potential(well, day)
      const share = (phase: Phase): number => (ran === 0 ? 0 : believed[phase] * ran * factorsOfDay[phase])
      return {
        oil: share('oil'),
        gas: share('gas'),
        water: share('water'),
        waterInjected: waterInjected * meterError(facility, day, 'waterInjected'),
        gasInjected: gasInjected * meterError(facility, day, 'gasInjected'),
      }
    },
    metered(facility, day) {
      const volumes = simulation.day(day).facilities[facility]?.volumes
      if (volumes === undefined) throw new RangeError(`there is no facility ${String(facility)}`)
      const read = (flow: keyof Flows): number => volumes[flow] * meterError(facility, day, flow)
      return {
        oilExport: read('oilExport'),
        oilStockChange: (volumes.oil - volumes.oilExport) * meterError(facility, day, 'tank'),
        gasFuel: read('gasFuel'),
        gasFlare: read('gasFlare'),
        gasInjected: read('gasInjected'),
        gasExport: read('gasExport'),
        waterInjected: read('waterInjected'),
        waterDisposed: read('waterDisposed'),
      }
    },
  }
}
