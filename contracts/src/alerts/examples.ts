import { adviceMeta, adviceUnits, ids, people, repeatable, subjectOf } from '../examples/advice.ts'
import type { ExamplesOf } from '../examples/examples-of.ts'
import { exampleAsOf, nodes, sourceStates, units } from '../examples/field.ts'
import { terminal } from '../examples/logistics.ts'
import { betaProblemExamplesWithNotFound, problemExamples } from '../examples/problems.ts'
import { wellheadPressure } from '../nodes/examples.ts'
import { maxOperating, projection, stockNow } from '../terminals/stock-example.ts'
import type { alertRoutes } from './routes.ts'
import type { Alert, AlertAction, AlertDetail, AlertState, AlertTransition } from './schemas.ts'

const actionProblemExamples = { ...betaProblemExamplesWithNotFound, 409: problemExamples.conflict } as const
const sources = [sourceStates.energyComponents, sourceStates.pi, sourceStates.tankGauging]

/** What each state lets a person with the scope do. */
const actionsOf: Readonly<Record<AlertState, AlertAction[]>> = {
  active: ['acknowledge', 'shelve', 'assign', 'close'],
  acknowledged: ['shelve', 'assign', 'close'],
  returned: ['acknowledge', 'assign', 'close'],
  shelved: ['unshelve', 'assign', 'close'],
  closed: [],
}

type Step = Omit<AlertTransition, 'version' | 'from'>
type Raised = Omit<AlertDetail, 'version' | 'state' | 'changedAt' | 'actions' | 'history'>

/** An alert after the steps of its life: version, state and times follow from them. */
function afterSteps(raised: Raised, steps: readonly [Step, ...Step[]]): AlertDetail {
  const history = steps.map((step, index): AlertTransition => ({
    version: index + 1,
    from: steps[index - 1]?.to ?? null,
    ...step,
  }))
  const { to: state, at: changedAt } = steps.at(-1) ?? steps[0]
  return { ...raised, version: steps.length, state, changedAt, actions: actionsOf[state], history }
}

const listed = ({ guidance: _, history: __, ...alert }: AlertDetail): Alert => alert

const unanswered: Pick<Raised, 'returnedAt' | 'shelvedUntil' | 'assignee' | 'causedBy' | 'recommendationIds'> = {
  returnedAt: null,
  shelvedUntil: null,
  assignee: null,
  causedBy: null,
  recommendationIds: [],
}

const once = (at: string) => ({ count: 1, first: at, last: at })

// Safe: the projection of the examples reaches the line on its early side.
const tankTopAt = projection.tankTop.at.p10 ?? exampleAsOf

const tankTop: Raised = {
  id: ids.tankTopAlert,
  ...unanswered,
  subject: { ...terminal, kind: 'terminal' },
  severity: 'high',
  title: 'Tanks may be full before the next cargo loads',
  rule: { id: 'tank-top-forecast', name: 'Tank top within 4 days', kind: 'forecast', version: '3' },
  condition: {
    text: 'P10 reaches tank top in 3 days',
    at: exampleAsOf,
    measure: 'Stock',
    unit: units.volume,
    value: stockNow,
    limit: maxOperating,
    badWhen: 'above',
    forecast: {
      forecastId: null,
      level: 0.1,
      reachesLimitAt: tankTopAt,
      issuedAt: exampleAsOf,
    },
    signalIds: [],
  },
  since: exampleAsOf,
  occurrences: once(exampleAsOf),
  guidance: {
    likelyCause: 'The next lifting is later than its laycan',
    consequence: 'Production has to be choked back when the tanks are full',
    response: 'Ask the lifter for a new arrival; if it is after the tank top, plan which wells to cut first',
    responseTime: 48,
  },
}
const tankTopRaised: Step = {
  at: exampleAsOf,
  event: 'raise',
  to: 'active',
  by: null,
  reason: null,
}
const acknowledgedBecause = 'Asked the agent for a new arrival'
const tankTopAcknowledged: Step = {
  at: '2026-11-19T09:34:00.000Z',
  event: 'acknowledge',
  to: 'acknowledged',
  by: people.monitor,
  reason: acknowledgedBecause,
}
const tankTopAssigned: Step = {
  at: '2026-11-19T09:36:00.000Z',
  event: 'assign',
  to: 'acknowledged',
  by: people.monitor,
  reason: null,
}

const trip = afterSteps(
  {
    id: ids.tripAlert,
    ...unanswered,
    subject: subjectOf(nodes.wellA3),
    severity: 'high',
    title: 'A-03 gives nothing',
    rule: { id: 'rate-below-plan', name: 'Oil below plan by more than 20 %', kind: 'deviation', version: '7' },
    condition: {
      text: 'Oil of 0 Sm³ on 18 November, 1,150 planned',
      at: '2026-11-19T05:40:00.000Z',
      measure: 'Oil of the last whole day',
      unit: units.volume,
      value: 0,
      limit: 920,
      badWhen: 'below',
      forecast: null,
      signalIds: [],
    },
    since: '2026-11-17T16:00:00.000Z',
    assignee: people.technologist,
    occurrences: { count: 2, first: '2026-11-18T05:40:00.000Z', last: '2026-11-19T05:40:00.000Z' },
    recommendationIds: [ids.recommendation],
    guidance: {
      likelyCause: 'Trip of a well or of what it needs',
      consequence: '1,150 Sm³ of oil a day deferred',
      response: 'Classify the deferment; look whether other wells can take the room that is free',
      responseTime: 8,
    },
  },
  [
    { at: '2026-11-18T05:40:00.000Z', event: 'raise', to: 'active', by: null, reason: null },
    {
      at: '2026-11-18T06:31:00.000Z',
      event: 'acknowledge',
      to: 'acknowledged',
      by: people.monitor,
      reason: 'Lift gas compressor, DE-20842',
    },
    { at: '2026-11-18T06:33:00.000Z', event: 'assign', to: 'acknowledged', by: people.monitor, reason: null },
    { at: '2026-11-19T05:40:00.000Z', event: 'repeat', to: 'acknowledged', by: null, reason: null },
  ],
)

const silent: Raised = {
  id: ids.staleAlert,
  ...unanswered,
  subject: subjectOf(nodes.wellA2),
  severity: 'medium',
  title: 'No wellhead pressure from A-02',
  rule: { id: 'series-silent', name: 'Silent for three expected periods', kind: 'stale-data', version: '2' },
  condition: {
    text: 'Last sample at 08:40 UTC, one every 5 minutes expected',
    at: '2026-11-19T08:55:00.000Z',
    measure: 'Age of the last sample',
    unit: { unit: 'min', reference: null, basis: null, label: 'min' },
    value: 15,
    limit: 15,
    badWhen: 'above',
    forecast: null,
    signalIds: [wellheadPressure.id],
  },
  since: '2026-11-19T08:55:00.000Z',
  occurrences: once('2026-11-19T08:55:00.000Z'),
  guidance: {
    likelyCause: 'The historian or the network to it is down',
    consequence: 'Rates of the moment are shown without this well',
    response: 'See the state of the sources; tell operations if it lasts for more than an hour',
    responseTime: 8,
  },
}
const silentRaised: Step = { at: '2026-11-19T08:55:00.000Z', event: 'raise', to: 'active', by: null, reason: null }
const silentReturnedAt = '2026-11-19T09:52:00.000Z'

const ratio: Raised = {
  id: ids.ratioAlert,
  ...unanswered,
  subject: subjectOf(nodes.wellA2),
  severity: 'low',
  title: 'Water of A-02 rises faster than its test says',
  rule: { id: 'water-oil-ratio', name: 'Water to oil above the accepted test', kind: 'deviation', version: '4' },
  condition: {
    text: 'Water to oil 0.44, 0.41 by the accepted test',
    at: '2026-11-18T05:40:00.000Z',
    measure: 'Water to oil',
    unit: adviceUnits.ratio,
    value: 0.44,
    limit: 0.43,
    badWhen: 'above',
    forecast: null,
    signalIds: [],
  },
  since: '2026-11-18T05:40:00.000Z',
  occurrences: once('2026-11-18T05:40:00.000Z'),
  recommendationIds: [ids.wellTest],
  guidance: {
    likelyCause: 'Water break-through, or a test that has grown old',
    consequence: 'The optimiser gives the well more room than it is worth',
    response: 'Test the well',
    responseTime: 72,
  },
}
const ratioUntil = '2026-11-20T06:00:00.000Z'
const ratioShelved: readonly [Step, ...Step[]] = [
  { at: '2026-11-18T05:40:00.000Z', event: 'raise', to: 'active', by: null, reason: null },
  {
    at: '2026-11-18T07:02:00.000Z',
    event: 'shelve',
    to: 'shelved',
    by: people.technologist,
    reason: 'Under test today; looked at with its result',
  },
]

const shelvedSilentUntil = '2026-11-19T15:30:00.000Z'
const shelvedSilentBecause = 'Operations restart the historian this afternoon'
const unshelvedBecause = 'The test is in and says the same'
const closedBecause = 'The historian answers again'
const tankTopNow = afterSteps(tankTop, [tankTopRaised])
const alerts = [
  tankTopNow,
  trip,
  afterSteps(silent, [silentRaised]),
  afterSteps({ ...ratio, shelvedUntil: ratioUntil }, ratioShelved),
].map(listed)

/** Actions come after what the list shows, so each answer is as known at its own last step. */
const acted = (alert: AlertDetail) => ({ data: alert, meta: adviceMeta({ asOf: alert.changedAt, sources }) })

export const alertExamples: ExamplesOf<typeof alertRoutes> = {
  listAlerts: {
    request: { query: {} },
    200: {
      data: {
        alerts,
        counts: { critical: 0, high: 2, medium: 1, low: 1 },
        flood: { isFlood: false, raised: 2, raisedMax: 10, window: 60 },
        nextCursor: null,
      },
      meta: adviceMeta({ sources }),
    },
    ...betaProblemExamplesWithNotFound,
  },
  getAlert: {
    request: { params: { id: ids.tankTopAlert }, query: {} },
    200: { data: tankTopNow, meta: adviceMeta({ sources }) },
    ...betaProblemExamplesWithNotFound,
  },
  acknowledgeAlert: {
    request: {
      params: { id: ids.tankTopAlert },
      headers: repeatable,
      body: { expectedVersion: 1, comment: acknowledgedBecause },
    },
    200: acted(afterSteps(tankTop, [tankTopRaised, tankTopAcknowledged])),
    ...actionProblemExamples,
  },
  assignAlert: {
    request: {
      params: { id: ids.tankTopAlert },
      headers: repeatable,
      body: { expectedVersion: 2, assigneeId: people.programmer.id },
    },
    200: acted(
      afterSteps({ ...tankTop, assignee: people.programmer }, [tankTopRaised, tankTopAcknowledged, tankTopAssigned]),
    ),
    ...actionProblemExamples,
  },
  shelveAlert: {
    request: {
      params: { id: ids.staleAlert },
      headers: repeatable,
      body: { expectedVersion: 1, until: shelvedSilentUntil, reason: shelvedSilentBecause },
    },
    200: acted(
      afterSteps({ ...silent, shelvedUntil: shelvedSilentUntil }, [
        silentRaised,
        {
          at: '2026-11-19T09:38:00.000Z',
          event: 'shelve',
          to: 'shelved',
          by: people.monitor,
          reason: shelvedSilentBecause,
        },
      ]),
    ),
    ...actionProblemExamples,
  },
  unshelveAlert: {
    request: {
      params: { id: ids.ratioAlert },
      headers: repeatable,
      body: { expectedVersion: ratioShelved.length, comment: unshelvedBecause },
    },
    200: acted(
      afterSteps(ratio, [
        ...ratioShelved,
        {
          at: '2026-11-19T09:40:00.000Z',
          event: 'unshelve',
          to: 'active',
          by: people.technologist,
          reason: unshelvedBecause,
        },
      ]),
    ),
    ...actionProblemExamples,
  },
  closeAlert: {
    request: {
      params: { id: ids.staleAlert },
      headers: repeatable,
      body: { expectedVersion: 2, closing: 'resolved', reason: closedBecause },
    },
    200: acted(
      afterSteps({ ...silent, returnedAt: silentReturnedAt }, [
        silentRaised,
        { at: silentReturnedAt, event: 'return', to: 'returned', by: null, reason: null },
        {
          at: '2026-11-19T09:55:00.000Z',
          event: 'close',
          to: 'closed',
          by: people.monitor,
          reason: closedBecause,
        },
      ]),
    ),
    ...actionProblemExamples,
  },
}
