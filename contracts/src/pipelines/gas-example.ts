import { exampleAsOf, nodes } from '../examples/field.ts'
import { logisticsUnits, pipelines, reading, tenth } from '../examples/logistics.ts'
import type { LinePack } from './line-pack.ts'
import type { PipelineEta } from './schemas.ts'

const length = 99_000
const innerDiameter = 0.6
const geometricVolume = tenth((Math.PI / 4) * innerDiameter ** 2 * length)
const [inletPressure, outletPressure] = [120, 95]
const meanPressure =
  (2 / 3) * (inletPressure + outletPressure - (inletPressure * outletPressure) / (inletPressure + outletPressure))
const meanTemperature = 8
const compressibility = 0.78
const pack = Math.round(
  (geometricVolume * (meanPressure / 1.01325) * (288.15 / (273.15 + meanTemperature))) / compressibility,
)
const [packMax, packMin] = [5_741_000, 2_928_000]
const usablePack = pack - packMin
const [supply, demand] = [4_210_000, 4_300_000]

const linePack: LinePack = {
  at: '2026-11-19T08:40:00.000Z',
  pressureUnit: { unit: 'bar', reference: null, basis: 'absolute', label: 'bara' },
  inletPressure: { ...reading(inletPressure, '2026-11-19T08:40:00.000Z'), quality: 'stale' },
  outletPressure: reading(outletPressure),
  meanPressure,
  meanTemperature,
  compressibility,
  pack,
  packMax,
  packMin,
  usablePackMax: packMax - packMin,
  usablePack,
  packRate: supply - demand,
  atPresentFlows: {
    state: 'limiting',
    hours: (24 * usablePack) / (demand - supply),
    supply,
    demand,
    formula: 'usablePack ÷ (demand − supply)',
  },
  withoutLargestSupply: {
    state: 'limiting',
    hours: (24 * usablePack) / demand,
    supply: 0,
    demand,
    formula: 'usablePack ÷ (demand − supply)',
  },
  outletBelowMin: null,
}

/** A gas line that gives more than it gets: what is told of one instead of parcels. */
export const gasPipelineEta: PipelineEta = {
  units: logisticsUnits,
  pipeline: {
    ...pipelines.gas,
    fluid: 'gas',
    suppliedBy: [nodes.solmark],
    length,
    innerDiameter,
    geometricVolume,
    deliveryPoints: [
      {
        id: 'delivery-s3m9g6k2p7',
        name: 'Receiving plant',
        terminal: null,
        distanceFromInlet: length,
        volumeFromInlet: null,
      },
    ],
  },
  method: {
    name: 'line-pack',
    statement: 'Gas has no parcels: the pack falls by what leaves and does not come in, and with it the pressure.',
    model: { name: 'line-pack', version: '1.0.0' },
  },
  issuedAt: exampleAsOf,
  flow: { inlet: reading(supply), outlet: reading(demand), expected: null },
  linefill: null,
  linePack,
  configuredDelay: null,
}
