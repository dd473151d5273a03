import type { ExamplesOf } from '../examples/examples-of.ts'
import { nodes, productionMeta, units } from '../examples/field.ts'
import { problemExamplesWithNotFound } from '../examples/problems.ts'
import type { changeRoutes } from './routes.ts'
import type { Change } from './schemas.ts'

const restated: Change = {
  knownAt: '2026-11-19T06:12:04.118Z',
  kind: 'restated',
  node: nodes.wellA1,
  day: '2026-11-09',
  grain: 'day',
  quantity: 'oil_production',
  measure: 'allocated',
  unit: units.volume,
  before: 2388.1,
  after: 2396.4,
  statusBefore: 'approved',
  statusAfter: 'approved',
  cause: 'Meter factor corrected',
  sourceId: 'ec-offshore',
}

const verified: Change = {
  ...restated,
  knownAt: '2026-11-19T05:58:40.902Z',
  kind: 'status',
  node: nodes.wellB1,
  day: '2026-11-16',
  before: 3122.4,
  after: 3122.4,
  statusBefore: 'provisional',
  statusAfter: 'verified',
  cause: null,
}

const withdrawn: Change = {
  ...verified,
  kind: 'withdrawn',
  node: nodes.wellA2,
  day: '2026-11-14',
  before: 1881.2,
  after: null,
  statusAfter: null,
}

/** A day before the examples were asked for. */
const since = '2026-11-18T09:30:00.000Z'

export const changeExamples: ExamplesOf<typeof changeRoutes> = {
  listChanges: {
    request: { query: { since } },
    200: {
      data: {
        since,
        changes: [restated, verified, withdrawn],
        counts: { new: 40, restated: 1, status: 1, withdrawn: 1 },
        nextCursor: null,
      },
      meta: productionMeta({ coverage: null }),
    },
    ...problemExamplesWithNotFound,
  },
}
