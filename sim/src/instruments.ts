import { hourMs } from './day-table.ts'
import type { Flows } from './facility-day.ts'
import { gaussian, seedFor, wander } from './noise.ts'
import { compressorStates, type Measurand, type Tag } from './tags.ts'
import type { Topology } from './topology.ts'
import type { WellState, WellStates } from './well-state.ts'

/** What a healthy instrument shows at an instant, in its tag's own unit; of a digital tag the code of its state. */
export type Reading = (tag: Tag, instantMs: number) => number

const wellTruth: Partial<Record<Measurand, (state: WellState) => number>> = {
  'oil-rate': (state) => state.oilRate,
  'gas-rate': (state) => state.gasRate,
  'water-rate': (state) => state.waterRate,
  'lift-gas-rate': (state) => state.liftGasRate,
  'water-injection-rate': (state) => state.waterInjectionRate,
  'gas-injection-rate': (state) => state.gasInjectionRate,
  'wellhead-pressure': (state) => state.wellheadPressure,
  'wellhead-temperature': (state) => state.wellheadTemperature,
  'downhole-pressure': (state) => state.downholePressure,
  choke: (state) => state.choke,
}

const facilityTruth: Partial<Record<Measurand, (flows: Flows) => number>> = {
  'oil-export-rate': (flows) => flows.oilExport,
  'gas-export-rate': (flows) => flows.gasExport,
  'gas-fuel-rate': (flows) => flows.gasFuel,
  'gas-flare-rate': (flows) => flows.gasFlare,
  'water-disposal-rate': (flows) => flows.waterDisposed,
  'compressor-state': (flows) => compressorStates.indexOf(compressorState(flows)),
}

/** A facility flares far more than its pilot only while its compressor can't take the gas. */
function compressorState({ gas, gasFlare }: Flows): (typeof compressorStates)[number] {
  if (gas === 0) return 'STOPPED'
  return gasFlare > 0.05 * gas ? 'REDUCED' : 'RUNNING'
}

/** Truth with each instrument's noise: a scatter from scan to scan, and a swing over some hours where it shows a rate. */
export function createInstruments(seed: number, topology: Topology, states: WellStates): Reading {
  const scatterSeed = seedFor(seed, 'sensor-noise')
  const swingSeed = seedFor(seed, 'swing')

  function truth({ owner, sort }: Tag, instantMs: number): number {
    const well = owner.level === 'well' ? topology.wells[owner.index] : undefined
    if (well !== undefined) return wellTruth[sort.measurand]?.(states.at(well, instantMs)) ?? 0
    return facilityTruth[sort.measurand]?.(states.flowsAt(owner.index, instantMs)) ?? 0
  }

  return (tag, instantMs) => {
    const { sort } = tag
    const value = truth(tag, instantMs)
    if (sort.pointType === 'Digital') return value
    if (sort.isStep) return Math.round(value * 10) / 10
    const [share, absolute] = sort.noise
    const scatter = gaussian(scatterSeed, tag.id, Math.floor(instantMs / 1_000))
    const swing = share > 0 && value > 0 ? 0.01 * wander(swingSeed, tag.id, instantMs / (3 * hourMs)) : 0
    const shown = value * sort.perUnit * (1 + share * scatter + swing) + absolute * scatter
    return sort.pointType === 'Float32' ? Math.fround(shown) : shown
  }
}
