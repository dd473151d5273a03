import type { Job } from './schemas.ts'

/** A job whose source is away: it waits for its next try. */
export const retriedJob: Job = {
  id: 'ingest-samples--4711',
  name: 'ingest-samples',
  sourceId: 'pi-offshore',
  state: 'delayed',
  addedAt: '2026-11-19T09:29:00.000Z',
  startedAt: '2026-11-19T09:29:40.000Z',
  finishedAt: null,
  nextTryAt: '2026-11-19T09:30:12.000Z',
  attempts: 2,
  attemptsMax: 3,
  message: 'https://pi.example can’t be reached (ECONNREFUSED).',
  outcome: null,
}
