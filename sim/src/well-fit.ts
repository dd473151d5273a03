import { seedFor, uniform } from './noise.ts'
import { solveRate } from './well-model.ts'
import { datedValue, oilOf, waterOf, type Well } from './well.ts'

/** A larger or smaller well of the same pressures and opening: all its rates change by one factor. */
function scaleWell(well: Well, factor: number): Well {
  const { model, initial } = well
  return {
    ...well,
    model: {
      ...model,
      productivity: model.productivity * factor,
      friction: model.friction / (factor * factor),
      chokeCapacity: model.chokeCapacity * factor,
    },
    initial: { ...initial, liftGas: initial.liftGas * factor },
  }
}

const fullRate = (well: Well): number => solveRate(well.model, well.initial, well.opening)
const fullOil = (well: Well): number => oilOf(well.kind, well.initial, fullRate(well))

/** Producers of one asset, made as large as its potential asks. */
export function fitToPotential(wells: readonly Well[], oilPotential: number): Well[] {
  const oil = wells.reduce((sum, well) => sum + (well.startDay === null ? fullOil(well) : 0), 0)
  return wells.map((well) => (well.kind.endsWith('producer') ? scaleWell(well, oilPotential / oil) : well))
}

/** Injectors as large as their facility has water and gas to give. */
export function fitInjectors(wells: readonly Well[]): Well[] {
  const facilityOf = (well: Well): number => datedValue(well.facilities, 0)
  const sumOver = (facility: number, volume: (well: Well) => number): number =>
    wells.reduce((sum, well) => sum + (facilityOf(well) === facility ? volume(well) : 0), 0)
  const gasOf = (well: Well): number => fullOil(well) * well.initial.gasOilRatio
  return wells.map((well) => {
    if (well.kind.endsWith('producer')) return well
    const facility = facilityOf(well)
    const capacity = sumOver(facility, (other) => (other.kind === well.kind ? fullRate(other) : 0))
    const wanted =
      well.kind === 'water-injector'
        ? 0.74 * sumOver(facility, (other) => waterOf(other.initial, fullOil(other)))
        : 0.55 * sumOver(facility, gasOf)
    return scaleWell(well, wanted / capacity)
  })
}

/** The well with the volume that sets how fast its water rises. */
export function withFloodVolume(seed: number, well: Well): Well {
  const years = 9 + 14 * uniform(seedFor(seed, 'flood'), well.index)
  return { ...well, floodVolume: fullOil(well) * 365 * years }
}
