import type { ExamplesOf } from '../examples/examples-of.ts'
import { exampleAsOf, sourceStates } from '../examples/field.ts'
import { commonProblemExamples, problemExamplesWithNotFound } from '../examples/problems.ts'
import { retriedJob } from '../jobs/example-job.ts'
import type { Job } from '../jobs/schemas.ts'
import type { QuarantineRow, SourceLimits, SourceTraffic } from './operation.ts'
import type { sourceRoutes } from './routes.ts'
import type { Source } from './schemas.ts'

const limits: SourceLimits = {
  timeoutMs: 15_000,
  attempts: 3,
  retryDelayMsMax: 10_000,
  breakerFailures: 5,
  breakerOpenMs: 30_000,
  concurrency: 4,
  callsPerS: 20,
  burst: 40,
  quietHours: [{ from: '06:00', to: '07:30', timeZone: 'Europe/Oslo' }],
}

const traffic: SourceTraffic = {
  at: '2026-11-19T09:29:55.000Z',
  breaker: 'closed',
  until: null,
  callsPerMin: 3,
  failedPerMin: 0,
  retriedPerMin: 0,
  rateLimitedPerMin: 0,
  inFlight: 0,
  waiting: 0,
}

const renamedColumn: QuarantineRow = {
  id: '1041',
  dataset: 'production',
  key: 'A7F0/day/2026-11-18/oil_volume/allocated',
  reason: 'unmapped-node',
  message:
    'No node of offshore has the object id A7F0. Describe it in the source or in its mapping, then replay this row.',
  owner: 'mapping',
  firstSeen: '2026-11-18T06:25:02.000Z',
  lastSeen: '2026-11-19T06:25:01.000Z',
  times: 2,
  row: '{"objectId":"A7F0","day":"2026-11-18","quantity":"oil_volume","value":412.6}',
}

/** Asked for by somebody, and not begun yet. */
const waitingJob = (name: string): Job => ({
  ...retriedJob,
  id: 'check-source--7',
  name,
  sourceId: 'pi-offshore',
  state: 'waiting',
  startedAt: null,
  finishedAt: null,
  nextTryAt: null,
  attempts: 0,
  message: null,
})

const meta = {
  asOf: exampleAsOf,
  productionDay: null,
  sources: [sourceStates.archive, sourceStates.energyComponents, sourceStates.pi],
  coverage: null,
  provisional: false,
}

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
  limits,
  traffic,
  freshness: null,
  schemas: [
    { dataset: 'well_day', version: 2, since: '2026-10-02T06:25:00.000Z', changes: ['chokeSize: added'] },
    { dataset: 'deferment_event', version: 1, since: '2026-04-22T06:25:00.000Z', changes: [] },
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
  limits: { ...limits, callsPerS: null, burst: null, quietHours: [] },
  traffic: { ...traffic, breaker: 'open', until: '2026-11-19T09:30:12.000Z', callsPerMin: 2, failedPerMin: 2 },
  freshness: { samples: 10_812, p50S: 5, p95S: 10, p99S: 20 },
  schemas: [{ dataset: 'recorded', version: 1, since: '2026-04-22T06:25:00.000Z', changes: [] }],
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
  limits: null,
  traffic: null,
  freshness: null,
  schemas: [],
}

export const sourceExamples: ExamplesOf<typeof sourceRoutes> = {
  listSources: {
    request: { query: {} },
    200: {
      data: { sources: [archive, energyComponents, pi] },
      meta,
    },
    ...commonProblemExamples,
  },
  listQuarantine: {
    request: { params: { id: energyComponents.id }, query: {} },
    200: {
      data: {
        groups: [
          {
            dataset: renamedColumn.dataset,
            reason: renamedColumn.reason,
            owner: renamedColumn.owner,
            count: 3,
            firstSeen: renamedColumn.firstSeen,
            lastSeen: renamedColumn.lastSeen,
            sample: renamedColumn,
          },
        ],
        rows: [renamedColumn],
        nextCursor: null,
      },
      meta,
    },
    ...problemExamplesWithNotFound,
  },
  checkSource: {
    request: { params: { id: pi.id }, body: {} },
    202: { data: waitingJob('check-source'), meta },
    ...problemExamplesWithNotFound,
  },
  startBackfill: {
    request: { params: { id: pi.id }, body: { from: '2026-11-10', to: '2026-11-17' } },
    202: { data: waitingJob('backfill-days'), meta },
    ...problemExamplesWithNotFound,
  },
  replayQuarantine: {
    request: { params: { id: pi.id }, body: { reason: 'unmapped-node' } },
    202: { data: waitingJob('replay-quarantine'), meta },
    ...problemExamplesWithNotFound,
  },
}
