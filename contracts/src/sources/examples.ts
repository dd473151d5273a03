import type { ExamplesOf } from '../examples/examples-of.ts'
import { exampleAsOf, sourceStates } from '../examples/field.ts'
import { commonProblemExamples } from '../examples/problems.ts'
import type { sourceRoutes } from './routes.ts'
import type { Source } from './schemas.ts'

const energyComponents: Source = {
  ...sourceStates.energyComponents,
  name: 'Energy Components, offshore',
  kind: 'energy-components',
  lastRunAt: '2026-11-19T09:25:00.000Z',
  lastSuccessAt: '2026-11-19T09:25:02.410Z',
  expectedEveryS: 300,
  rowsLastDay: 4_812,
  quarantined: 3,
  watermarks: [{ stream: 'production', completeTo: '2026-11-19T09:25:00.000Z' }],
  backfills: [{ stream: 'production', reachedDay: '2026-04-22', untilDay: '2025-10-15', doneShare: 0.525 }],
  recentRuns: [
    {
      id: 'run-48211',
      job: 'ingest-production',
      startedAt: '2026-11-19T09:25:00.000Z',
      finishedAt: '2026-11-19T09:25:02.410Z',
      status: 'succeeded',
      read: 36,
      written: 2,
      unchanged: 34,
      quarantined: 0,
      message: null,
    },
  ],
}

const pi: Source = {
  ...sourceStates.pi,
  name: 'PI, offshore',
  kind: 'pi-web-api',
  lastRunAt: '2026-11-19T09:29:00.000Z',
  lastSuccessAt: '2026-11-19T08:41:00.820Z',
  expectedEveryS: 60,
  rowsLastDay: 181_440,
  quarantined: 0,
  watermarks: [{ stream: 'samples', completeTo: '2026-11-19T08:40:00.000Z' }],
  backfills: [],
  recentRuns: [
    {
      id: 'run-48215',
      job: 'ingest-samples',
      startedAt: '2026-11-19T09:29:00.000Z',
      finishedAt: '2026-11-19T09:29:10.004Z',
      status: 'failed',
      read: 0,
      written: 0,
      unchanged: 0,
      quarantined: 0,
      message: 'The PI Web API refused the connection.',
    },
  ],
}

const archive: Source = {
  ...sourceStates.archive,
  name: 'Archive import',
  kind: 'files',
  lastRunAt: '2026-11-02T13:04:11.000Z',
  lastSuccessAt: '2026-11-02T13:04:19.300Z',
  expectedEveryS: null,
  rowsLastDay: 0,
  quarantined: 0,
  watermarks: [],
  backfills: [],
  recentRuns: [],
}

export const sourceExamples: ExamplesOf<typeof sourceRoutes> = {
  listSources: {
    request: { query: {} },
    200: {
      data: { sources: [archive, energyComponents, pi] },
      meta: {
        asOf: exampleAsOf,
        productionDay: null,
        sources: [sourceStates.archive, sourceStates.energyComponents, sourceStates.pi],
        coverage: null,
        provisional: false,
      },
    },
    ...commonProblemExamples,
  },
}
