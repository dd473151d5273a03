import type { apiContract, Linefill, Parcel, ParcelArrival, Pipeline, PipelineEta } from '@tieback/contracts'
import { dayMs, hourMs } from '../../field/logistics/cargo-slots.ts'
import { type TerminalPlan, terminalPlans } from '../../field/logistics/plans.ts'
import { toNodeRef } from '../../field/node-tree.ts'
import type { MockApi } from '../../mock-api.ts'
import { metaOf } from '../../reading/reading.ts'
import { gasLineId, gasSuppliers, readGasLine, steelVolume } from './gas-line.ts'
import {
  logisticsMeta,
  type LogisticsReadingOf,
  notFound,
  openLogistics,
  supplierOf,
  toInstant,
  unitsOf,
} from './logistics-reading.ts'
import { aheadQuantiles } from './voyage.ts'

const oilDiameterM = 0.5

/** A batch is injected every so many hours. */
const parcelHours = 12

const suffixOf = (plan: TerminalPlan): string => plan.prefix.toLowerCase()

/** A tie-in half-way, and the terminal at the end. */
function toPipeline({ world, volume }: LogisticsReadingOf, plan: TerminalPlan): Pipeline {
  const lengthM = plan.pipelineLengthM
  const geometric = steelVolume(oilDiameterM, lengthM)
  return {
    ...{ id: plan.pipelineId, name: plan.pipelineName, fluid: 'oil', length: lengthM, innerDiameter: oilDiameterM },
    suppliedBy: [toNodeRef(supplierOf(world, plan))],
    geometricVolume: geometric,
    deliveryPoints: [
      {
        ...{ id: `delivery-${suffixOf(plan)}1`, name: 'Booster station', terminal: null },
        ...{ distanceFromInlet: lengthM / 2, volumeFromInlet: volume.of(geometric / 2) },
      },
      {
        ...{ id: `delivery-${suffixOf(plan)}2`, name: plan.name, terminal: { id: plan.id, name: plan.name } },
        ...{ distanceFromInlet: lengthM, volumeFromInlet: volume.of(geometric) },
      },
    ],
  }
}

/** When a parcel passes a point: once the volume ahead of it has left. */
function toArrival(
  reading: LogisticsReadingOf,
  plan: TerminalPlan,
  pointId: string,
  point: number,
  front: number,
  end: number,
): ParcelArrival {
  const { atMs, volume } = reading
  const when = (toGo: number) => aheadQuantiles(atMs + (toGo / plan.receiptPerDay) * dayMs, atMs)
  const state = end >= point ? 'passed' : front >= point ? 'arriving' : 'on-the-way'
  return {
    deliveryPoint: pointId,
    state,
    volumeToGo: volume.of(Math.max(0, point - front)),
    front: state === 'on-the-way' ? when(point - front) : null,
    end: state === 'passed' ? null : when(point - end),
  }
}

/** Batches between inlet and outlet, next to be delivered first; positions are volumes from the inlet, Sm³. */
function listParcels(
  reading: LogisticsReadingOf,
  plan: TerminalPlan,
  points: readonly { readonly id: string; readonly volume: number }[],
): Parcel[] {
  const { atMs, volume } = reading
  const fill = steelVolume(oilDiameterM, plan.pipelineLengthM)
  const perMs = plan.receiptPerDay / dayMs
  const everyMs = parcelHours * hourMs
  const newest = Math.floor(atMs / everyMs)
  const count = Math.ceil(fill / (perMs * everyMs)) + 1
  const size = perMs * everyMs
  return Array.from({ length: count }, (_, index) => newest - (count - 1 - index))
    .map((number): Parcel => {
      const from = number * everyMs
      const isRunning = number === newest
      const front = Math.min(fill, (atMs - from) * perMs)
      const end = isRunning ? 0 : Math.min(fill, Math.max(0, (atMs - from - everyMs) * perMs))
      return {
        id: `parcel-${suffixOf(plan)}${number}`,
        reference: `${plan.prefix}-B${number}`,
        grade: plan.grade,
        shipper: number % 5 < 3 ? 'Nordvik Energi' : 'Skjer Petroleum',
        volume: volume.of(size),
        volumeInLine: volume.of(front - end),
        frontVolume: volume.of(front),
        endVolume: volume.of(end),
        injectedFrom: toInstant(from),
        injectedTo: isRunning ? null : toInstant(from + everyMs),
        interfaceVolume: null,
        arrivals: points.map((point) => toArrival(reading, plan, point.id, point.volume, front, end)),
      }
    })
    .filter(({ volumeInLine }) => volumeInLine > 0)
}

function toLinefill(reading: LogisticsReadingOf, plan: TerminalPlan, parcels: readonly Parcel[]): Linefill {
  const fill = steelVolume(oilDiameterM, plan.pipelineLengthM)
  const byShipper = Map.groupBy(parcels, ({ shipper }) => shipper)
  return {
    at: toInstant(reading.atMs),
    volume: reading.volume.of(fill),
    byShipper: [...byShipper].map(([shipper, own]) => ({
      shipper,
      volume: own.reduce((sum, { volumeInLine }) => sum + volumeInLine, 0),
    })),
    transit: (fill / plan.receiptPerDay) * 24,
    parcels: [...parcels],
  }
}

function readOilLine(reading: LogisticsReadingOf, plan: TerminalPlan, pointId: string | undefined): PipelineEta {
  const { atMs, rate } = reading
  const pipeline = toPipeline(reading, plan)
  const fill = steelVolume(oilDiameterM, plan.pipelineLengthM)
  const points = pipeline.deliveryPoints
    .map(({ id }, index) => ({ id, volume: (fill * (index + 1)) / 2 }))
    .filter(({ id }) => pointId === undefined || id === pointId)
  if (points.length === 0) throw notFound(`delivery point ${pointId ?? ''} of ${plan.pipelineId}`)
  const flow = { value: rate.of(plan.receiptPerDay), at: toInstant(atMs), quality: 'good' as const }
  return {
    units: unitsOf(reading),
    pipeline,
    method: {
      name: 'cumulative-volume',
      statement: 'A parcel arrives when the volume ahead of it has left; it stands still when the flow does.',
      model: { name: 'parcels', version: '1.0' },
    },
    issuedAt: toInstant(atMs),
    flow: {
      inlet: flow,
      outlet: flow,
      expected: {
        p10: rate.of(plan.receiptPerDay * 0.94),
        p50: rate.of(plan.receiptPerDay),
        p90: rate.of(plan.receiptPerDay * 1.03),
      },
    },
    linefill: toLinefill(reading, plan, listParcels(reading, plan, points)),
    linePack: null,
    configuredDelay: null,
  }
}

export const pipelineMocks: MockApi<typeof apiContract.pipelines> = {
  readPipelineEta: ({ params, query }, world) => {
    const reading = openLogistics(world, query)
    if (params.id === gasLineId) {
      const meta = metaOf(world, reading.time, { nodes: gasSuppliers(world), restsOn: ['logistics'], day: null })
      return { status: 200, body: { data: readGasLine(reading, query), meta } }
    }
    const plan = terminalPlans.find(({ pipelineId }) => pipelineId === params.id)
    if (plan === undefined) throw notFound(`pipeline ${params.id}`)
    const data = readOilLine(reading, plan, query.deliveryPoint)
    return { status: 200, body: { data, meta: logisticsMeta(reading, [plan]) } }
  },
}
