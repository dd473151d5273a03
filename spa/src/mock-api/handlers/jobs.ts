import type { apiContract, Job, JobCounts } from '@tieback/contracts'
import { listFieldRuns } from '../field/source-runs.ts'
import type { MockApi } from '../mock-api.ts'
import { MockProblem } from '../mock-problem.ts'
import type { MockWorld } from '../mock-world.ts'
import { openReading } from '../reading/reading.ts'
import { jobAt, type JobRow, requeued } from '../tables/jobs.ts'
import { takePage } from '../tables/page.ts'
import { sourceMeta } from './sources.ts'

/** Every job as it stands now, newest first. */
async function listJobsNow({ tables, now }: MockWorld): Promise<Job[]> {
  const rows = await tables.jobs.all()
  return rows
    .map((row) => jobAt(row, now()))
    .toSorted((a, b) => (a.addedAt === b.addedAt ? (a.id < b.id ? 1 : -1) : a.addedAt < b.addedAt ? 1 : -1))
}

function countJobs(jobs: readonly Job[]): JobCounts {
  const countOf = (state: Job['state']): number => jobs.filter((job) => job.state === state).length
  return {
    waiting: countOf('waiting'),
    active: countOf('active'),
    delayed: countOf('delayed'),
    failed: countOf('failed'),
  }
}

const missing = (id: string): MockProblem => new MockProblem('not-found', `There is no job ${id}.`)

const metaNow = (world: MockWorld, sourceId: string | null) => sourceMeta({ asOf: world.now() }, sourceId ?? undefined)

export const jobMocks: MockApi<typeof apiContract.jobs> = {
  listJobs: async ({ query }, world) => {
    const all = await listJobsNow(world)
    const jobs = all
      .filter(({ state }) => query.state === undefined || state === query.state)
      .filter(({ sourceId }) => query.source === undefined || sourceId === query.source)
      .slice(0, query.limit)
    const data = { backend: 'postgres' as const, counts: countJobs(all), jobs }
    return { status: 200, body: { data, meta: sourceMeta({ asOf: world.now() }) } }
  },
  getJob: async ({ params: { id } }, world) => {
    const row = await world.tables.jobs.find(id)
    if (row === undefined) throw missing(id)
    return { status: 200, body: { data: jobAt(row, world.now()), meta: metaNow(world, row.sourceId) } }
  },
  retryJob: async ({ params: { id } }, world) => {
    const at = world.now()
    const row = await world.tables.jobs.change(id, (each): JobRow => {
      const now = jobAt(each, at)
      if (now.state === 'failed' || now.state === 'delayed') return requeued({ ...each, ...now }, at)
      throw new MockProblem('conflict', `${id} is ${now.state}: only a failed or delayed job is tried again.`)
    })
    if (row === undefined) throw missing(id)
    return { status: 202, body: { data: jobAt(row, at), meta: metaNow(world, row.sourceId) } }
  },
  listRuns: ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const runs = listFieldRuns(time.asOf).filter(
      ({ sourceId, job, status }) =>
        (query.source === undefined || sourceId === query.source) &&
        (query.job === undefined || job === query.job) &&
        (query.status === undefined || status === query.status),
    )
    const page = takePage(runs, ({ id }) => id, query)
    const data = { runs: page.rows, nextCursor: page.nextCursor }
    return { status: 200, body: { data, meta: sourceMeta(time, query.source) } }
  },
}
