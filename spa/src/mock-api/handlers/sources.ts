import {
  type apiContract,
  backfillDaysMax,
  type Meta,
  type QuarantineGroup,
  type QuarantineRow,
} from '@tieback/contracts'
import { daysBetween } from '@tieback/domain'
import { listFieldSources, listSourceStates } from '../field/field-sources.ts'
import { type SourcePlan, sourcePlans } from '../field/source-plans.ts'
import type { MockApi } from '../mock-api.ts'
import { MockProblem } from '../mock-problem.ts'
import type { MockWorld } from '../mock-world.ts'
import { openReading, type ReadingTime } from '../reading/reading.ts'
import { endOf, type JobEnd, jobAt, queuedJob } from '../tables/jobs.ts'
import { takePage } from '../tables/page.ts'
import type { RefusedRow } from '../tables/quarantine.ts'

/** What an answer about sources rests on: all of them, or the one that it is about. */
export function sourceMeta({ asOf }: Pick<ReadingTime, 'asOf'>, id?: string): Meta {
  const states = listSourceStates(asOf).map(({ state }) => state)
  const sources = id === undefined ? states : states.filter((state) => state.id === id)
  return { asOf: asOf.toISOString(), productionDay: null, sources, coverage: null, provisional: false }
}

function planOf(id: string): SourcePlan {
  const plan = sourcePlans.find((each) => each.id === id)
  if (plan === undefined) throw new MockProblem('not-found', `There is no source ${id}.`)
  return plan
}

const isOpen = ({ firstSeen, resolvedAt }: RefusedRow, asOf: Date): boolean =>
  Date.parse(firstSeen) <= asOf.getTime() && (resolvedAt === null || Date.parse(resolvedAt) > asOf.getTime())

/** Refused rows of a source that are open at an instant, refused last first. */
async function listOpenRows({ tables }: MockWorld, id: string, asOf: Date): Promise<RefusedRow[]> {
  const rows = await tables.quarantine.all()
  return rows
    .filter((row) => row.sourceId === id && isOpen(row, asOf))
    .toSorted((a, b) => (a.lastSeen === b.lastSeen ? (a.id < b.id ? -1 : 1) : a.lastSeen < b.lastSeen ? 1 : -1))
}

const toShownRow = ({ sourceId: _sourceId, resolvedAt: _resolvedAt, ...row }: RefusedRow): QuarantineRow => row

/** Most rows first. */
function toGroups(rows: readonly RefusedRow[]): QuarantineGroup[] {
  const groups = Map.groupBy(rows, ({ dataset, reason }) => `${dataset} ${reason}`)
  return [...groups.values()]
    .flatMap((group): QuarantineGroup[] => {
      const [newest] = group
      if (newest === undefined) return []
      const { dataset, reason, owner, lastSeen } = newest
      const firstSeen = group.map((row) => row.firstSeen).toSorted()[0] ?? newest.firstSeen
      return [{ dataset, reason, owner, count: group.length, firstSeen, lastSeen, sample: toShownRow(newest) }]
    })
    .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
}

/** Puts a job into the queue; gives it as it waits there. */
async function startJob(world: MockWorld, name: string, sourceId: string, end: JobEnd) {
  const number = (await world.tables.jobs.all()).length + 6_000
  const row = queuedJob(`${name}--${number}`, name, sourceId, world.now(), end)
  const data = jobAt(await world.tables.jobs.add(row), world.now())
  return { status: 202 as const, body: { data, meta: sourceMeta({ asOf: world.now() }, sourceId) } }
}

const isAway = ({ status, trouble }: SourcePlan): boolean => status === 'down' || trouble?.breaker === 'open'

/** What work that needs the source comes to: nothing where it is away. */
const endOfWork = (plan: SourcePlan, outcome: string): JobEnd =>
  isAway(plan)
    ? { state: 'failed', message: plan.message ?? 'The source does not answer.', outcome: null }
    : { state: 'succeeded', message: null, outcome }

/** Days in [from, to). Throws where there are none, or too many. */
function countDays(from: string, to: string): number {
  const days = daysBetween(from, to)
  if (days <= 0) {
    const errors = [{ path: 'body.from', message: `expected a day before ${to}` }]
    throw new MockProblem('invalid-request', `From ${from} to ${to} (exclusive) there is no day.`, { errors })
  }
  if (days > backfillDaysMax)
    throw new MockProblem('range-too-long', `${days} days asked for, ${backfillDaysMax} at most.`)
  return days
}

const answers = {
  'pi-web-api': 'It answers: PI Web API 1.19, 252 points, in 84 ms.',
  'energy-components': 'It answers: Energy Components 12.2, 9 classes, in 210 ms.',
  files: 'Its folder can be read: 3 files.',
} as const

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

const operatingMocks = {
  checkSource: ({ params: { id } }, world) => {
    const plan = planOf(id)
    return startJob(world, 'check-source', id, endOfWork(plan, answers[plan.kind]))
  },
  startBackfill: ({ params: { id }, body: { from, to } }, world) => {
    const plan = planOf(id)
    const days = countDays(from, to)
    const outcome = `${count(days, 'production day')} read again: ${days * 60} figures, 3 new versions, none withdrawn.`
    return startJob(world, 'backfill-days', id, endOfWork(plan, outcome))
  },
  replayQuarantine: async ({ params: { id }, body: { dataset, reason, ids } }, world) => {
    planOf(id)
    const rows = (await listOpenRows(world, id, world.now())).filter(
      (row) =>
        (dataset === undefined || row.dataset === dataset) &&
        (reason === undefined || row.reason === reason) &&
        (ids === undefined || ids.includes(row.id)),
    )
    // A mapping can be mended here; what the source sends stays as it is.
    const fitting = rows.filter(({ owner }) => owner === 'mapping')
    const resolvedAt = endOf(world.now()).toISOString()
    for (const row of fitting) await world.tables.quarantine.change(row.id, (each) => ({ ...each, resolvedAt }))
    const outcome = `${count(rows.length, 'row')} mapped again: ${fitting.length} taken in, ${rows.length - fitting.length} still refused.`
    return startJob(world, 'replay-quarantine', id, { state: 'succeeded', message: null, outcome })
  },
} satisfies Partial<MockApi<typeof apiContract.sources>>

export const sourceMocks: MockApi<typeof apiContract.sources> = {
  listSources: async ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const rows = (await world.tables.quarantine.all()).filter((row) => isOpen(row, time.asOf))
    const groups = Map.groupBy(rows, ({ sourceId }) => sourceId)
    const quarantined = new Map([...groups].map(([id, { length }]) => [id, length]))
    const sources = listFieldSources(world.field, { ...time, quarantined })
    return { status: 200, body: { data: { sources }, meta: sourceMeta(time) } }
  },
  listQuarantine: async ({ params: { id }, query }, world) => {
    planOf(id)
    const { now } = world
    const rows = await listOpenRows(world, id, now())
    const meant = rows.filter(
      ({ dataset, reason }) =>
        (query.dataset === undefined || dataset === query.dataset) &&
        (query.reason === undefined || reason === query.reason),
    )
    const page = takePage(meant, (row) => row.id, query)
    const data = { groups: toGroups(rows), rows: page.rows.map(toShownRow), nextCursor: page.nextCursor }
    return { status: 200, body: { data, meta: sourceMeta({ asOf: now() }, id) } }
  },
  ...operatingMocks,
}
