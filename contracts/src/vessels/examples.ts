import type { ExamplesOf } from '../examples/examples-of.ts'
import { exampleAsOf, sourceStates } from '../examples/field.ts'
import { arrivals, cargoes, laycans, logisticsMeta, terminal, vessels, voyage } from '../examples/logistics.ts'
import { betaProblemExamplesWithNotFound } from '../examples/problems.ts'
import type { vesselRoutes } from './routes.ts'
import type { VesselEta } from './schemas.ts'

const underWay: VesselEta = {
  vessel: {
    ...vessels.havternen,
    kind: 'shuttle-tanker',
    mmsi: [
      { mmsi: '257999901', validFrom: '2023-06-01T00:00:00.000Z', validTo: null },
      { mmsi: '311999902', validFrom: null, validTo: '2023-06-01T00:00:00.000Z' },
    ],
    callSign: 'LZZA9',
    lengthOverall: 248.7,
    beam: 42,
    deadweight: 104_500,
    serviceSpeed: 13,
  },
  state: 'under-way',
  terminal,
  reference: 'berth',
  cargo: cargoes.next,
  laycan: laycans.next,
  position: {
    latitude: 51.4218,
    longitude: 2.6074,
    at: voyage.positionAt,
    receivedAt: '2026-11-19T09:18:41.000Z',
    sourceId: sourceStates.vesselPositions.id,
    quality: 'good',
    speedOverGround: 11.9,
    courseOverGround: 18.4,
    trueHeading: 17,
    navigationStatus: 'under-way-using-engine',
    draught: 7.8,
    rejected: null,
  },
  declared: {
    asSent: '11-21 04:00',
    eta: '2026-11-21T04:00:00.000Z',
    destination: 'FOR ORDERS',
    locode: null,
    receivedAt: '2026-11-19T09:12:03.000Z',
    verdict: 'destination-unknown',
  },
  distance: { value: voyage.distance, method: 'route', route: 'Dover Strait to Havnes', factor: null },
  speed: { value: voyage.speed, method: 'median-of-recent', fixes: 148, window: 12 },
  waits: [
    { cause: 'pilot', expected: voyage.pilotH },
    { cause: 'berth-occupied', expected: voyage.berthH },
  ],
  basis: 'position',
  issuedAt: exampleAsOf,
  model: { name: 'ratio-error', version: '1.0.0' },
  eta: arrivals.next,
  calibration: {
    method: 'empirical-ratio',
    bucket: '24-to-72-h',
    routeClass: 'north-sea',
    n: 64,
    pooled: false,
    coverage: 0.78,
    medianError: 2.7,
  },
  laycanMissed: 0.02,
  degraded: null,
}

export const vesselExamples: ExamplesOf<typeof vesselRoutes> = {
  readVesselEta: {
    request: { params: { id: vessels.havternen.id }, query: { terminal: terminal.id, reference: 'berth' } },
    200: {
      data: underWay,
      meta: logisticsMeta([sourceStates.liftingProgramme, sourceStates.vesselPositions]),
    },
    ...betaProblemExamplesWithNotFound,
  },
}
