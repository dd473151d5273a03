import type { LinePack, PipelineEta, UnitSystem } from '@tieback/contracts'
import { unitLabel } from '@tieback/domain'
import { type FieldNode, toNodeRef } from '../../field/node-tree.ts'
import type { MockWorld } from '../../mock-world.ts'
import { shownAs } from '../../reading/shown.ts'
import { type LogisticsReadingOf, notFound, toInstant } from './logistics-reading.ts'

/** The gas line has no parcels and ends in no terminal of ours, so it stands on its own. */
const gasLine = {
  ...{ id: 'pipeline-s6g3l9n4e2', name: 'Solmark gas line', supplier: 'Solmark', lengthM: 210_000, diameterM: 0.72 },
  ...{ ratePerDay: 10_900_000, inletBar: 158, outletBar: 104, leastBar: 88, mostBar: 172, temperatureC: 7, z: 0.82 },
} as const

const outletId = 'delivery-sol9'

export const gasLineId = gasLine.id

/** Of a line's steel, m3: at no condition. */
export const steelVolume = (diameterM: number, lengthM: number): number => (Math.PI / 4) * diameterM ** 2 * lengthM

/** Where the gas comes from. */
export const gasSuppliers = ({ field }: MockWorld): FieldNode[] =>
  field.tree.rows.filter(({ name }) => name === gasLine.supplier)

const meanPressure = (inlet: number, outlet: number): number =>
  (2 / 3) * (inlet + outlet - (inlet * outlet) / (inlet + outlet))

/** Gas in the line at a mean pressure, Sm³. */
const packAt = (meanBar: number): number =>
  steelVolume(gasLine.diameterM, gasLine.lengthM) *
  (meanBar / 1.01325) *
  (288.15 / (gasLine.temperatureC + 273.15)) *
  (1 / gasLine.z)

function toLinePack(
  { atMs }: LogisticsReadingOf,
  of: (volume: number) => number,
  rateOf: (rate: number) => number,
): LinePack {
  const at = toInstant(atMs)
  const read = (value: number) => ({ value, at, quality: 'good' as const })
  const mean = meanPressure(gasLine.inletBar, gasLine.outletBar)
  const [most, least] = [packAt(meanPressure(gasLine.mostBar, 120)), packAt(meanPressure(120, gasLine.leastBar))]
  const pack = packAt(mean)
  const perHour = gasLine.ratePerDay / 24
  const bar = { unit: 'bar', reference: null, basis: 'absolute' } as const
  return {
    at,
    pressureUnit: { ...bar, label: unitLabel(bar) },
    inletPressure: read(gasLine.inletBar),
    outletPressure: read(gasLine.outletBar),
    meanPressure: mean,
    meanTemperature: gasLine.temperatureC,
    compressibility: gasLine.z,
    pack: of(pack),
    packMax: of(most),
    packMin: of(least),
    usablePackMax: of(most - least),
    usablePack: of(Math.max(0, pack - least)),
    packRate: 0,
    atPresentFlows: {
      ...{ state: 'not-limiting', hours: null, supply: rateOf(gasLine.ratePerDay), demand: rateOf(gasLine.ratePerDay) },
      formula: 'usablePack ÷ (demand − supply)',
    },
    withoutLargestSupply: {
      ...{ state: 'limiting', hours: Math.max(0, pack - least) / (perHour * 0.6) },
      ...{ supply: rateOf(gasLine.ratePerDay * 0.4), demand: rateOf(gasLine.ratePerDay) },
      formula: 'usablePack ÷ (demand − supply)',
    },
    outletBelowMin: null,
  }
}

/** The gas line as it is now. Throws not-found for a delivery point that it doesn't have. */
export function readGasLine(
  reading: LogisticsReadingOf,
  query: { readonly unitSystem: UnitSystem; readonly deliveryPoint?: string | undefined },
): PipelineEta {
  if (query.deliveryPoint !== undefined && query.deliveryPoint !== outletId) {
    throw notFound(`delivery point ${query.deliveryPoint} of ${gasLine.id}`)
  }
  const { world, atMs } = reading
  const volume = shownAs('gas_production', query.unitSystem, 'volume')
  const rate = shownAs('gas_production', query.unitSystem, 'rate')
  const geometric = steelVolume(gasLine.diameterM, gasLine.lengthM)
  const flow = { value: rate.of(gasLine.ratePerDay), at: toInstant(atMs), quality: 'good' as const }
  return {
    units: { volume: volume.unit, rate: rate.unit },
    pipeline: {
      ...{
        id: gasLine.id,
        name: gasLine.name,
        fluid: 'gas',
        length: gasLine.lengthM,
        innerDiameter: gasLine.diameterM,
      },
      suppliedBy: gasSuppliers(world).map(toNodeRef),
      geometricVolume: geometric,
      deliveryPoints: [
        {
          ...{ id: outletId, name: 'Gas plant', terminal: null, distanceFromInlet: gasLine.lengthM },
          volumeFromInlet: volume.of(packAt(meanPressure(gasLine.inletBar, gasLine.outletBar))),
        },
      ],
    },
    method: {
      name: 'line-pack',
      statement: 'Gas has no parcels; its inventory moves with the pressure.',
      model: { name: 'line pack', version: '1.0' },
    },
    issuedAt: toInstant(atMs),
    flow: { inlet: flow, outlet: flow, expected: null },
    linefill: null,
    linePack: toLinePack(reading, volume.of, rate.of),
    configuredDelay: null,
  }
}
