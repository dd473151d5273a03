import { exampleAsOf, nodes } from '../examples/field.ts'
import {
  grade,
  hoursAhead,
  logisticsUnits,
  pipelines,
  reading,
  receiptRate,
  tenth,
  terminal,
} from '../examples/logistics.ts'
import type { InstantQuantiles } from '../quantiles.ts'
import type { DeliveryPoint, Parcel, ParcelArrival, Pipeline, PipelineEta } from './schemas.ts'

const length = 84_000
const innerDiameter = 0.3
export const linefillVolume = tenth((Math.PI / 4) * innerDiameter ** 2 * length)

type LiquidPoint = DeliveryPoint & { readonly volumeFromInlet: number }

const tieIn: LiquidPoint = {
  id: 'delivery-s4k7j2r9v3',
  name: 'Skjerva valve station',
  terminal: null,
  distanceFromInlet: 52_000,
  volumeFromInlet: tenth((linefillVolume * 52_000) / length),
}
const outlet: LiquidPoint = {
  id: 'delivery-h6v2n8s5t4',
  name: 'Havnes',
  terminal,
  distanceFromInlet: length,
  volumeFromInlet: linefillVolume,
}

const line: Pipeline = {
  ...pipelines.oil,
  fluid: 'oil',
  suppliedBy: [nodes.tindrevikA, nodes.tindrevikB],
  length,
  innerDiameter,
  geometricVolume: linefillVolume,
  deliveryPoints: [tieIn, outlet],
}

/** When so much has left the line: early where it flows fast. */
const whenMoved = (volume: number): InstantQuantiles => ({
  p10: hoursAhead((24 * volume) / receiptRate.p90),
  p50: hoursAhead((24 * volume) / receiptRate.p50),
  p90: hoursAhead((24 * volume) / receiptRate.p10),
})

/** `behind` is what of the parcel has yet to be injected. */
function arrival({ id, volumeFromInlet }: LiquidPoint, front: number, end: number, behind: number): ParcelArrival {
  const frontToGo = tenth(volumeFromInlet - front)
  const endToGo = tenth(volumeFromInlet - end + behind)
  const state = endToGo <= 0 ? 'passed' : frontToGo <= 0 ? 'arriving' : 'on-the-way'
  return {
    deliveryPoint: id,
    state,
    volumeToGo: Math.max(0, frontToGo),
    front: state === 'on-the-way' ? whenMoved(frontToGo) : null,
    end: state === 'passed' ? null : whenMoved(endToGo),
  }
}

type Batch = Pick<Parcel, 'id' | 'reference' | 'shipper' | 'volume' | 'volumeInLine' | 'injectedFrom' | 'injectedTo'>

function parcel(batch: Batch, endVolume: number): Parcel {
  const frontVolume = tenth(endVolume + batch.volumeInLine)
  const behind = batch.injectedTo === null ? batch.volume - batch.volumeInLine : 0
  return {
    ...batch,
    grade,
    frontVolume,
    endVolume,
    interfaceVolume: null,
    arrivals: [tieIn, outlet].map((point) => arrival(point, frontVolume, endVolume, behind)),
  }
}

const shippers = { nordvik: 'Nordvik Energi', skjer: 'Skjer Petroleum' } as const
const volumesInLine = { entering: 1_630.6, middle: 2_466.7, leaving: tenth(linefillVolume - 1_630.6 - 2_466.7) }

const parcels = [
  parcel(
    {
      id: 'parcel-p311n6v2k8',
      reference: 'TIN-0311',
      shipper: shippers.nordvik,
      volume: 2_510,
      volumeInLine: volumesInLine.leaving,
      injectedFrom: '2026-11-18T11:50:00.000Z',
      injectedTo: '2026-11-18T20:12:00.000Z',
    },
    tenth(volumesInLine.entering + volumesInLine.middle),
  ),
  parcel(
    {
      id: 'parcel-p312s4j9m3',
      reference: 'TIN-0312',
      shipper: shippers.skjer,
      volume: volumesInLine.middle,
      volumeInLine: volumesInLine.middle,
      injectedFrom: '2026-11-18T20:12:00.000Z',
      injectedTo: '2026-11-19T04:13:00.000Z',
    },
    volumesInLine.entering,
  ),
  parcel(
    {
      id: 'parcel-p313n8t5w6',
      reference: 'TIN-0313',
      shipper: shippers.nordvik,
      volume: 2_500,
      volumeInLine: volumesInLine.entering,
      injectedFrom: '2026-11-19T04:13:00.000Z',
      injectedTo: null,
    },
    0,
  ),
]

/** The oil line with three batches in it: one arriving, one under way, one still being injected. */
export const oilPipelineEta: PipelineEta = {
  units: logisticsUnits,
  pipeline: line,
  method: {
    name: 'cumulative-volume',
    statement: 'A parcel arrives when the volume ahead of it has left the line at the forecast rate.',
    model: { name: 'parcel-tracking', version: '1.0.0' },
  },
  issuedAt: exampleAsOf,
  flow: {
    inlet: reading(7_398.4, '2026-11-19T09:29:00.000Z'),
    outlet: reading(7_394.1),
    expected: receiptRate,
  },
  linefill: {
    at: exampleAsOf,
    volume: linefillVolume,
    byShipper: [
      { shipper: shippers.nordvik, volume: tenth(volumesInLine.leaving + volumesInLine.entering) },
      { shipper: shippers.skjer, volume: volumesInLine.middle },
    ],
    transit: (24 * linefillVolume) / receiptRate.p50,
    parcels,
  },
  linePack: null,
  configuredDelay: null,
}
