import { adviceMeta, ids, people, repeatable, rounded, subjectOf } from '../examples/advice.ts'
import type { ExamplesOf } from '../examples/examples-of.ts'
import { nodes, productionMeta, units } from '../examples/field.ts'
import { betaProblemExamplesWithNotFound, problemExamples } from '../examples/problems.ts'
import { weekPeriods, wellsOf } from '../examples/production.ts'
import { resultAsItIs } from '../optimization/example-result.ts'
import type { Quality } from '../quality.ts'
import type { RecommendationOutcome } from './outcome.ts'
import type { recommendationRoutes } from './routes.ts'
import { type Decision, Recommendation, type RecommendationDetail, type RecommendationTransition } from './schemas.ts'

const { moves, versusCurrent, proposed, input } = resultAsItIs

const proposedStep: RecommendationTransition = {
  version: 1,
  at: '2026-11-19T06:00:04.200Z',
  from: null,
  to: 'proposed',
  by: null,
  reason: null,
}

const setpoints: RecommendationDetail = {
  id: ids.recommendation,
  version: 1,
  workspace: 'production',
  kind: 'setpoints',
  subject: subjectOf(nodes.tindrevikNorth),
  title: 'Give the room of A-03 to B-01 and A-01',
  state: 'proposed',
  proposedAt: proposedStep.at,
  changedAt: proposedStep.at,
  expiresAt: '2026-11-19T18:00:00.000Z',
  snoozedUntil: null,
  expected: { measure: 'Oil', unit: units.rate, value: versusCurrent.value, band: versusCurrent.band },
  decisions: ['accept', 'accept-in-part', 'edit', 'reject', 'snooze'],
  why: 'A-03 is down and leaves gas compression and water treatment free; B-01 and A-01 make most oil of both.',
  steps: moves.map(({ well, setpoints: [setpoint], why }) => ({
    key: `${well.name}/choke`,
    subject: subjectOf(well),
    text: `Set the choke of ${well.name} from ${setpoint?.currentLabel ?? ''} to ${setpoint?.proposedLabel ?? ''}. ${why}.`,
    setpoint: setpoint ?? null,
  })),
  envelopes: [
    {
      key: 'tindrevik-nord/gas-capacity',
      label: 'Gas compression',
      subject: subjectOf(nodes.tindrevikNorth),
      unit: units.rate,
      min: null,
      max: proposed.gas,
      value: resultAsItIs.current.gas,
      isInside: true,
      checkedAt: proposedStep.at,
    },
  ],
  fallback: 'Set the three chokes back; the rates follow within the hour.',
  origin: {
    kind: 'optimizer',
    label: 'HiGHS 1.11.0, network tindrevik-nord-41',
    runId: null,
    snapshotId: input.snapshotId,
    forecastIds: [],
    alertIds: [ids.tripAlert],
  },
  affected: moves.map(({ well }) => well),
  decided: [],
  history: [proposedStep],
}

const acceptedSteps = ['B-01/choke']
const decidedBecause = 'B-01 alone gives most of it; A-02 was tested yesterday and stays as it is'

/** B-01 alone: most of the gain for one call to the control room. */
const decision: Decision = {
  kind: 'accept-in-part',
  by: people.programmer,
  at: '2026-11-19T09:41:00.000Z',
  reason: decidedBecause,
  stepKeys: acceptedSteps,
  setpoints: [],
  snoozedUntil: null,
}

const decidedSetpoints: RecommendationDetail = {
  ...setpoints,
  version: 2,
  state: 'accepted-in-part',
  changedAt: decision.at,
  decisions: [],
  decided: [decision],
  history: [
    proposedStep,
    {
      version: 2,
      at: decision.at,
      from: 'proposed',
      to: 'accepted-in-part',
      by: people.programmer,
      reason: decision.reason,
    },
  ],
}

/** A line of the ledger as the list has it: what is not declared for it is left out. */
const listedSetpoints: Recommendation = Recommendation.parse(setpoints)

const wellTest: Recommendation = {
  ...listedSetpoints,
  id: ids.wellTest,
  version: 2,
  kind: 'well-test',
  subject: subjectOf(nodes.wellA2),
  title: 'Test A-02: its water has grown since the accepted test',
  state: 'snoozed',
  proposedAt: '2026-11-18T05:41:00.000Z',
  changedAt: '2026-11-18T07:05:00.000Z',
  expiresAt: '2026-11-25T05:00:00.000Z',
  snoozedUntil: '2026-11-20T06:00:00.000Z',
  expected: null,
  decisions: ['accept', 'reject'],
}

const [wellA1] = wellsOf.tindrevikA
const actual = wellA1.oil.slice(-weekPeriods.length)
/** What A-01 would have given on its decline before the choke was opened on the 11th. */
const withoutIt = actual.map((_, day) => rounded(2_391.6 - 2.1 * day, 1))
const expectedUplift = 31
const margin = 9.4

const meanUplift = rounded(
  actual.reduce<number>((sum, came, day) => sum + (came ?? 0) - (withoutIt[day] ?? 0), 0) / actual.length,
)

const outcome: RecommendationOutcome = {
  recommendationId: ids.earlierRecommendation,
  state: 'measured',
  executedAt: '2026-11-11T09:20:00.000Z',
  measuredUntil: '2026-11-19T05:00:00.000Z',
  isFinal: true,
  verdict: 'gain',
  text: 'A-01 gave more than it would have, and the whole interval of the difference lies above zero.',
  quantity: 'oil_production',
  unit: units.volume,
  periods: weekPeriods,
  actual: [...actual],
  quality: actual.map((): Quality => 'good'),
  counterfactual: {
    method: 'forecast-before',
    text: 'Forecast of A-01 issued before the choke was opened; off by 0.4 % in the backtest.',
    fittedFrom: '2026-03-04T05:00:00.000Z',
    fittedTo: '2026-11-11T05:00:00.000Z',
    quantiles: {
      levels: [0.1, 0.5, 0.9],
      values: [-margin, 0, margin].map((by) => withoutIt.map((value) => rounded(value + by, 1))),
    },
  },
  uplift: { p10: rounded(meanUplift - margin), p50: meanUplift, p90: rounded(meanUplift + margin) },
  expected: expectedUplift,
  realised: rounded(meanUplift / expectedUplift),
  confounders: [],
}

const measured: Recommendation = {
  ...listedSetpoints,
  id: ids.earlierRecommendation,
  version: 6,
  subject: subjectOf(nodes.wellA1),
  title: 'Open the choke of A-01 from 60 to 62 %',
  state: 'measured',
  proposedAt: '2026-11-11T06:00:03.900Z',
  changedAt: '2026-11-19T05:45:00.000Z',
  expiresAt: '2026-11-11T18:00:00.000Z',
  expected: { measure: 'Oil', unit: units.rate, value: expectedUplift, band: { p10: 22, p50: 30, p90: 38 } },
  decisions: [],
}

export const recommendationExamples: ExamplesOf<typeof recommendationRoutes> = {
  listRecommendations: {
    request: { query: {} },
    200: {
      data: { recommendations: [listedSetpoints, measured, wellTest], nextCursor: null },
      meta: adviceMeta(),
    },
    ...betaProblemExamplesWithNotFound,
  },
  getRecommendation: {
    request: { params: { id: ids.recommendation }, query: {} },
    200: { data: setpoints, meta: adviceMeta() },
    ...betaProblemExamplesWithNotFound,
  },
  decideRecommendation: {
    request: {
      params: { id: ids.recommendation },
      headers: repeatable,
      body: { kind: 'accept-in-part', expectedVersion: 1, stepKeys: acceptedSteps, reason: decidedBecause },
    },
    201: { data: decidedSetpoints, meta: adviceMeta({ asOf: decision.at }) },
    ...betaProblemExamplesWithNotFound,
    409: problemExamples.conflict,
  },
  readRecommendationOutcome: {
    request: { params: { id: ids.earlierRecommendation }, query: {} },
    200: { data: outcome, meta: productionMeta({ coverage: null }) },
    ...betaProblemExamplesWithNotFound,
  },
}
