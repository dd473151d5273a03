import {
  type Alert,
  type AlertDetail,
  type AlertEvent,
  alertShelfDaysMax,
  AlertSeverity,
  type AlertState,
  type apiContract,
  roleScopes,
  type Scope,
  type UnitSystem,
} from '@tieback/contracts'
import type { MockApi } from '../mock-api.ts'
import { MockProblem } from '../mock-problem.ts'
import type { MockWorld } from '../mock-world.ts'
import { metaOf, openReading, type ReadingTime } from '../reading/reading.ts'
import { shownAs } from '../reading/shown.ts'
import { offshoreNodes, subjectsBelow } from '../reading/subjects.ts'
import { alertActions, quantityOfAlert } from '../tables/alerts.ts'
import { personOf, you } from '../tables/people.ts'
import { takePage } from '../tables/page.ts'
import { expectVersion, stepAt } from '../tables/versioned.ts'

const dayMs = 86_400_000

/** More than this within the window is more than one person can act on. */
const flood = { raisedMax: 10, windowMin: 10 } as const

/** Time ends a stay on the shelf, whoever looks. */
function settle(alert: AlertDetail, at: Date): AlertDetail {
  const { shelvedUntil } = alert
  if (shelvedUntil === null || Date.parse(shelvedUntil) > at.getTime()) return alert
  return step(alert, { event: 'shelf-expire', to: 'active', at: shelvedUntil, by: null, reason: null })
}

type Step = Pick<AlertDetail['history'][number], 'event' | 'to' | 'at' | 'by' | 'reason'>

function step(alert: AlertDetail, { to, at, ...rest }: Step): AlertDetail {
  const version = alert.version + 1
  return {
    ...alert,
    version,
    state: to,
    changedAt: at,
    shelvedUntil: to === 'shelved' ? alert.shelvedUntil : null,
    actions: [...alertActions[to]],
    history: [...alert.history, { ...rest, version, at, from: alert.state, to }],
  }
}

/** An alert as it was known at an instant; undefined before it was raised. */
function asKnownAt(alert: AlertDetail, { asOf }: ReadingTime): AlertDetail | undefined {
  const last = stepAt(alert.history, asOf)
  if (last === undefined) return undefined
  if (last.version === alert.version) return settle(alert, asOf)
  const history = alert.history.filter(({ version }) => version <= last.version)
  const actions = [...alertActions[last.to]]
  return { ...alert, state: last.to, version: last.version, changedAt: last.at, history, actions, shelvedUntil: null }
}

/** In the units of a reader, with what the caller may do. */
function shownTo({ role }: MockWorld, alert: AlertDetail, unitSystem: UnitSystem): AlertDetail {
  const { condition } = alert
  const scopes: readonly Scope[] = role === null ? [] : roleScopes[role]
  const actions = scopes.includes('alerts:acknowledge') ? alert.actions : []
  if (condition.unit === null) return { ...alert, actions }
  const isVolume = condition.unit.unit === 'm3'
  const { unit, ofNullable } = shownAs(quantityOfAlert(alert), unitSystem, isVolume ? 'volume' : 'rate')
  const numbers = { unit, value: ofNullable(condition.value), limit: ofNullable(condition.limit) }
  return { ...alert, actions, condition: { ...condition, ...numbers } }
}

const metaOfAlerts = (world: MockWorld, time: ReadingTime) =>
  metaOf(world, time, { nodes: offshoreNodes(world), restsOn: ['production', 'series'], day: null })

async function readAlert(world: MockWorld, time: ReadingTime, id: string): Promise<AlertDetail> {
  const row = await world.tables.alerts.find(id)
  const alert = row === undefined ? undefined : asKnownAt(row, time)
  if (alert === undefined) throw new MockProblem('not-found', `There is no alert ${id}.`)
  return alert
}

interface Act {
  readonly id: string
  readonly expectedVersion: number
  readonly event: AlertEvent & keyof typeof targets
  readonly reason: string | null
  readonly change?: Partial<AlertDetail>
}

/** Where an action leads; assigning leaves the state as it is. */
const targets = {
  acknowledge: ({ state }: Alert): AlertState => (state === 'returned' ? 'closed' : 'acknowledged'),
  shelve: (): AlertState => 'shelved',
  unshelve: (): AlertState => 'active',
  assign: ({ state }: Alert): AlertState => state,
  close: (): AlertState => 'closed',
} as const

async function act(world: MockWorld, { id, expectedVersion, event, reason, change }: Act) {
  const at = world.now()
  const changed = await world.tables.alerts.change(id, (row) => {
    const alert = settle(row, at)
    expectVersion(alert, expectedVersion)
    if (!alertActions[alert.state].includes(event)) {
      throw new MockProblem('conflict', `${id} is ${alert.state}: it can't be taken the step ${event}.`)
    }
    return step({ ...alert, ...change }, { event, to: targets[event](alert), at: at.toISOString(), by: you, reason })
  })
  if (changed === undefined) throw new MockProblem('not-found', `There is no alert ${id}.`)
  const data = shownTo(world, changed, 'metric')
  return { status: 200 as const, body: { data, meta: metaOfAlerts(world, openReading(world, undefined)) } }
}

function checkShelf(world: MockWorld, until: string): void {
  const ahead = Date.parse(until) - world.now().getTime()
  if (ahead > 0 && ahead <= alertShelfDaysMax * dayMs) return
  const errors = [{ path: 'body.until', message: `expected an instant in the next ${alertShelfDaysMax} days` }]
  throw new MockProblem('invalid-request', 'Choose an earlier instant, or close the alert.', { errors })
}

const severities: readonly string[] = AlertSeverity.options

const bySeverity = (a: Alert, b: Alert): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
  (a.since === b.since ? (a.id < b.id ? -1 : 1) : a.since < b.since ? 1 : -1)

const toListed = ({ guidance: _, history: __, ...alert }: AlertDetail): Alert => alert

export const alertMocks: MockApi<typeof apiContract.alerts> = {
  listAlerts: async ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const subjects = query.node === undefined ? null : subjectsBelow(world, query.node)
    const rows = await world.tables.alerts.all()
    const known = rows.flatMap((row) => asKnownAt(row, time) ?? [])
    const found = known
      .filter(({ state }) => (query.state === undefined ? state !== 'closed' : state === query.state))
      .filter(({ severity }) => query.severity === undefined || severity === query.severity)
      .filter(({ subject }) => subjects === null || subjects.has(subject.id))
      .filter(({ changedAt }) => query.since === undefined || Date.parse(changedAt) >= Date.parse(query.since))
      .toSorted(bySeverity)
    const page = takePage(found, ({ id }) => id, query)
    const countOf = (severity: AlertSeverity): number => found.filter((alert) => alert.severity === severity).length
    const floodStart = time.asOf.getTime() - flood.windowMin * 60_000
    const raised = known.filter(({ since }) => Date.parse(since) >= floodStart).length
    return {
      status: 200,
      body: {
        data: {
          alerts: page.rows.map((alert) => toListed(shownTo(world, alert, query.unitSystem))),
          counts: {
            critical: countOf('critical'),
            high: countOf('high'),
            medium: countOf('medium'),
            low: countOf('low'),
          },
          flood: { isFlood: raised > flood.raisedMax, raised, raisedMax: flood.raisedMax, window: flood.windowMin },
          nextCursor: page.nextCursor,
        },
        meta: metaOfAlerts(world, time),
      },
    }
  },
  getAlert: async ({ params, query }, world) => {
    const time = openReading(world, query.asOf)
    const alert = await readAlert(world, time, params.id)
    return { status: 200, body: { data: shownTo(world, alert, query.unitSystem), meta: metaOfAlerts(world, time) } }
  },
  acknowledgeAlert: ({ params: { id }, body: { expectedVersion, comment } }, world) =>
    act(world, { id, expectedVersion, event: 'acknowledge', reason: comment ?? null }),
  shelveAlert: ({ params: { id }, body: { expectedVersion, until, reason } }, world) => {
    checkShelf(world, until)
    return act(world, { id, expectedVersion, event: 'shelve', reason, change: { shelvedUntil: until } })
  },
  unshelveAlert: ({ params: { id }, body: { expectedVersion, comment } }, world) =>
    act(world, { id, expectedVersion, event: 'unshelve', reason: comment ?? null }),
  assignAlert: ({ params: { id }, body: { expectedVersion, assigneeId, comment } }, world) => {
    const change = { assignee: assigneeId === null ? null : personOf(assigneeId) }
    return act(world, { id, expectedVersion, event: 'assign', reason: comment ?? null, change })
  },
  closeAlert: ({ params: { id }, body: { expectedVersion, closing, reason } }, world) =>
    act(world, { id, expectedVersion, event: 'close', reason: `${closing}: ${reason}` }),
}
