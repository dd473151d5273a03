import type { Meta, SourceState } from '../envelope.ts'
import type { NodeRef } from '../nodes/schemas.ts'
import type { Coverage } from '../quality.ts'
import type { UnitOfMeasure } from '../quantity.ts'
import type { ProductionDay } from '../time.ts'

/**
 * The small invented field that all examples speak of, so that they agree with one another: an oil asset with two
 * facilities, a gas asset whose historian is down, and an asset that only an import knows.
 */
export const nodes = {
  tindrevik: { id: 'asset-t7n2d4r6k8', kind: 'asset', name: 'Tindrevik' },
  tindrevikNorth: { id: 'hub-t7n3n5h7q2', kind: 'hub', name: 'Tindrevik Nord' },
  tindrevikA: { id: 'facility-t7a4f6p2m3', kind: 'facility', name: 'Tindrevik A' },
  tindrevikB: { id: 'facility-t7b5f3w8c4', kind: 'facility', name: 'Tindrevik B' },
  wellA1: { id: 'well-a01x7k2m9c', kind: 'well', name: 'A-01' },
  wellA2: { id: 'well-a02r5t3v6d', kind: 'well', name: 'A-02' },
  wellA3: { id: 'well-a03p8h4w2e', kind: 'well', name: 'A-03' },
  wellA4: { id: 'well-a04n6j9s3f', kind: 'well', name: 'A-04' },
  wellB1: { id: 'well-b01q4g7y5h', kind: 'well', name: 'B-01' },
  solmark: { id: 'asset-s3m7k5l2g9', kind: 'asset', name: 'Solmark' },
  gamlegrunn: { id: 'asset-g2g6n4v8x5', kind: 'asset', name: 'Gamlegrunn' },
} as const satisfies Record<string, NodeRef>

/** When the examples were asked for, and the newest thing known then. */
export const exampleAsOf = '2026-11-19T09:30:00.000Z'

export const exampleDay: ProductionDay = {
  day: '2026-11-18',
  start: '2026-11-18T05:00:00.000Z',
  end: '2026-11-19T05:00:00.000Z',
  hours: 24,
  timeZone: 'Europe/Oslo',
}

export const sourceStates = {
  energyComponents: { id: 'ec-offshore', status: 'ok', asOf: '2026-11-19T05:00:00.000Z', message: null },
  pi: {
    id: 'pi-offshore',
    status: 'down',
    asOf: '2026-11-19T08:40:00.000Z',
    message: 'No answer since 08:41 UTC; the last good values are shown.',
  },
  tankGauging: { id: 'havnes-gauging', status: 'ok', asOf: '2026-11-19T09:28:00.000Z', message: null },
  liftingProgramme: { id: 'lifting-programme', status: 'ok', asOf: '2026-11-19T07:15:00.000Z', message: null },
  vesselPositions: { id: 'vessel-positions', status: 'ok', asOf: '2026-11-19T09:29:12.000Z', message: null },
  archive: { id: 'archive-import', status: 'idle', asOf: '2016-09-17T22:00:00.000Z', message: null },
} as const satisfies Record<string, SourceState>

export const fullCoverage: Coverage = { coverage: 1, measured: 1, estimated: 0, missing: 0 }

export const units = {
  volume: { unit: 'm3', reference: 'metric', basis: null, label: 'Sm³' },
  rate: { unit: 'm3/d', reference: 'metric', basis: null, label: 'Sm³/d' },
  pressure: { unit: 'bar', reference: null, basis: 'gauge', label: 'barg' },
} as const satisfies Record<string, UnitOfMeasure>

/** Metadata of an answer that rests on allocated production of the example day. */
export const productionMeta = (more: Partial<Meta> = {}): Meta => ({
  asOf: exampleAsOf,
  productionDay: exampleDay,
  sources: [sourceStates.energyComponents],
  coverage: fullCoverage,
  provisional: true,
  ...more,
})
