import {
  type apiContract,
  type DecideRecommendation,
  type DecisionKind,
  type Recommendation,
  type RecommendationDetail,
  type RecommendationState,
  roleScopes,
  type Scope,
  snoozeDaysMax,
  type UnitSystem,
} from '@tieback/contracts'
import type { MockApi } from '../mock-api.ts'
import { MockProblem } from '../mock-problem.ts'
import type { MockWorld } from '../mock-world.ts'
import { metaOf, openReading, type ReadingTime } from '../reading/reading.ts'
import { shownAs } from '../reading/shown.ts'
import { offshoreNodes, subjectsBelow } from '../reading/subjects.ts'
import { takePage } from '../tables/page.ts'
import { you } from '../tables/people.ts'
import { decisionsOf } from '../tables/recommendations.ts'
import { expectVersion, stepAt } from '../tables/versioned.ts'
import { measureOutcome } from './recommendation-outcome.ts'

const dayMs = 86_400_000

/** Where each decision leads. */
const stateAfter = {
  accept: 'accepted',
  'accept-in-part': 'accepted-in-part',
  edit: 'edited',
  reject: 'rejected',
  snooze: 'snoozed',
} as const satisfies Record<DecisionKind, RecommendationState>

const hasSetpoints = ({ steps }: RecommendationDetail): boolean => steps.some(({ setpoint }) => setpoint !== null)

type Step = Pick<RecommendationDetail['history'][number], 'to' | 'at' | 'by' | 'reason'>

function step(row: RecommendationDetail, { to, at, by, reason }: Step): RecommendationDetail {
  const version = row.version + 1
  return {
    ...row,
    version,
    state: to,
    changedAt: at,
    snoozedUntil: to === 'snoozed' ? row.snoozedUntil : null,
    decisions: decisionsOf(to, hasSetpoints(row)),
    history: [...row.history, { version, at, from: row.state, to, by, reason }],
  }
}

/** What time alone does: a snooze ends, and advice that nobody decided on expires, which is a no. */
function settle(row: RecommendationDetail, at: Date): RecommendationDetail {
  const { snoozedUntil, expiresAt } = row
  const isOver = (instant: string): boolean => Date.parse(instant) <= at.getTime()
  const awake =
    row.state === 'snoozed' && snoozedUntil !== null && isOver(snoozedUntil)
      ? step(row, { to: 'proposed', at: snoozedUntil, by: null, reason: null })
      : row
  if (awake.decisions.length === 0 || !isOver(expiresAt)) return awake
  return step(awake, { to: 'expired', at: expiresAt, by: null, reason: null })
}

/** A row as it was known at an instant; undefined before it was proposed. */
function asKnownAt(row: RecommendationDetail, { asOf }: ReadingTime): RecommendationDetail | undefined {
  const last = stepAt(row.history, asOf)
  if (last === undefined) return undefined
  if (last.version === row.version) return settle(row, asOf)
  return {
    ...row,
    version: last.version,
    state: last.to,
    changedAt: last.at,
    snoozedUntil: null,
    decisions: decisionsOf(last.to, hasSetpoints(row)),
    decided: row.decided.filter(({ at }) => at <= last.at),
    history: row.history.filter(({ version }) => version <= last.version),
  }
}

/** In the units of a reader, with what the caller may decide. */
function shownTo({ role }: MockWorld, row: RecommendationDetail, unitSystem: UnitSystem): RecommendationDetail {
  const scopes: readonly Scope[] = role === null ? [] : roleScopes[role]
  const decisions = scopes.includes('recommendation:decide') ? row.decisions : []
  if (row.expected === null) return { ...row, decisions }
  const { unit, of } = shownAs('oil_production', unitSystem, 'rate')
  const { value, band, measure } = row.expected
  const shownBand = { p10: of(band.p10), p50: of(band.p50), p90: of(band.p90) }
  return { ...row, decisions, expected: { measure, unit, value: of(value), band: shownBand } }
}

const metaOfAdvice = (world: MockWorld, time: ReadingTime) =>
  metaOf(world, time, { nodes: offshoreNodes(world), restsOn: ['production', 'series'], day: null })

const notFound = (id: string): MockProblem => new MockProblem('not-found', `There is no recommendation ${id}.`)

async function readRecommendation(world: MockWorld, time: ReadingTime, id: string): Promise<RecommendationDetail> {
  const row = await world.tables.recommendations.find(id)
  const known = row === undefined ? undefined : asKnownAt(row, time)
  if (known === undefined) throw notFound(id)
  return known
}

const refuse = (path: string, message: string): never => {
  throw new MockProblem('invalid-request', 'The decision does not fit the advice.', { errors: [{ path, message }] })
}

/** The steps that a decision carries out. Throws for one that the advice doesn't have, or a setpoint outside of its span. */
function stepsOf({ steps, envelopes }: RecommendationDetail, decision: DecideRecommendation): string[] {
  const keys = steps.map(({ key }) => key)
  const known = (key: string, path: string): string => (keys.includes(key) ? key : refuse(path, `no step ${key}`))
  switch (decision.kind) {
    case 'accept':
      return keys
    case 'accept-in-part':
      return decision.stepKeys.map((key) => known(key, 'body.stepKeys'))
    case 'edit':
      for (const { stepKey, value } of decision.setpoints) {
        known(stepKey, 'body.setpoints')
        const span = envelopes.find(({ key }) => key === `${stepKey}-span`)
        const [min, max] = [span?.min ?? -Infinity, span?.max ?? Infinity]
        if (value < min || value > max) refuse('body.setpoints', `${stepKey} has to stay within ${min} to ${max}`)
      }
      return keys
    default:
      return []
  }
}

function checkSnooze(row: RecommendationDetail, until: string, now: Date): void {
  const ahead = Date.parse(until) - now.getTime()
  if (ahead > 0 && ahead <= snoozeDaysMax * dayMs && until < row.expiresAt) return
  refuse('body.until', `expected an instant ahead, within ${snoozeDaysMax} days and before ${row.expiresAt}`)
}

function decide(row: RecommendationDetail, decision: DecideRecommendation, now: Date): RecommendationDetail {
  const current = settle(row, now)
  expectVersion(current, decision.expectedVersion)
  const { kind, reason = null } = decision
  if (!current.decisions.includes(kind)) {
    throw new MockProblem('conflict', `${row.id} is ${current.state}: it can't be decided on like this any more.`)
  }
  if (decision.kind === 'snooze') checkSnooze(current, decision.until, now)
  const at = now.toISOString()
  const snoozedUntil = decision.kind === 'snooze' ? decision.until : null
  const stepKeys = stepsOf(current, decision)
  const setpoints = decision.kind === 'edit' ? decision.setpoints : []
  const decided = [...current.decided, { kind, by: you, at, reason, stepKeys, setpoints, snoozedUntil }]
  return step({ ...current, decided, snoozedUntil }, { to: stateAfter[kind], at, by: you, reason })
}

const toListed = ({
  why: _why,
  steps: _steps,
  envelopes: _envelopes,
  fallback: _fallback,
  origin: _origin,
  affected: _affected,
  decided: _decided,
  history: _history,
  ...row
}: RecommendationDetail): Recommendation => row

const byLatestChange = (a: Recommendation, b: Recommendation): number =>
  a.changedAt === b.changedAt ? (a.id < b.id ? -1 : 1) : a.changedAt < b.changedAt ? 1 : -1

export const recommendationMocks: MockApi<typeof apiContract.recommendations> = {
  listRecommendations: async ({ query }, world) => {
    const time = openReading(world, query.asOf)
    const subjects = query.node === undefined ? null : subjectsBelow(world, query.node)
    const rows = await world.tables.recommendations.all()
    const found = rows
      .flatMap((row) => asKnownAt(row, time) ?? [])
      .filter(({ workspace }) => query.workspace === undefined || workspace === query.workspace)
      .filter(({ state }) => query.state === undefined || state === query.state)
      .filter(({ kind }) => query.kind === undefined || kind === query.kind)
      .filter(({ subject }) => subjects === null || subjects.has(subject.id))
      .filter(({ changedAt }) => query.since === undefined || Date.parse(changedAt) >= Date.parse(query.since))
      .toSorted(byLatestChange)
    const page = takePage(found, ({ id }) => id, query)
    const recommendations = page.rows.map((row) => toListed(shownTo(world, row, query.unitSystem)))
    const meta = metaOfAdvice(world, time)
    return { status: 200, body: { data: { recommendations, nextCursor: page.nextCursor }, meta } }
  },
  getRecommendation: async ({ params, query }, world) => {
    const time = openReading(world, query.asOf)
    const row = await readRecommendation(world, time, params.id)
    return { status: 200, body: { data: shownTo(world, row, query.unitSystem), meta: metaOfAdvice(world, time) } }
  },
  decideRecommendation: async ({ params, body }, world) => {
    const changed = await world.tables.recommendations.change(params.id, (row) => decide(row, body, world.now()))
    if (changed === undefined) throw notFound(params.id)
    const data = shownTo(world, changed, 'metric')
    return { status: 201, body: { data, meta: metaOfAdvice(world, openReading(world, undefined)) } }
  },
  readRecommendationOutcome: async ({ params, query }, world) => {
    const time = openReading(world, query.asOf)
    const row = await readRecommendation(world, time, params.id)
    return {
      status: 200,
      body: { data: measureOutcome(world, time, row, query.unitSystem), meta: metaOfAdvice(world, time) },
    }
  },
}
