import { Collection } from '@msw/data'
import {
  type DecisionKind,
  type NodeRef,
  RecommendationDetail,
  type RecommendationState,
  type RecommendedStep,
  type UnitOfMeasure,
} from '@tieback/contracts'
import { displayUnit } from '@tieback/domain'
import type { Field } from '../field/field.ts'
import { toNodeRef } from '../field/node-tree.ts'
import { people } from './people.ts'
import { type RecommendationPlan, recommendationPlans } from './recommendation-plans.ts'
import { Table } from './table.ts'

const hourMs = 3_600_000

/** From its proposal, advice waits this long for a decision, h. */
const lifeHours = 72

const percent: UnitOfMeasure = { unit: '%', reference: null, basis: null, label: '%' }

/** What can be decided on advice of a state. */
export const decisionsOf = (state: RecommendationState, hasSteps: boolean): DecisionKind[] => {
  if (state !== 'proposed' && state !== 'snoozed') return []
  return hasSteps ? ['accept', 'accept-in-part', 'edit', 'reject', 'snooze'] : ['accept', 'reject', 'snooze']
}

/** The states that a decision leads to, so that a row that begins decided has its decision in the ledger. */
const decisionOfState: Readonly<Partial<Record<RecommendationState, DecisionKind>>> = {
  accepted: 'accept',
  'accepted-in-part': 'accept-in-part',
  edited: 'edit',
  rejected: 'reject',
  snoozed: 'snooze',
}

function nodeNamed({ tree }: Field, name: string): NodeRef {
  const node = tree.rows.find((row) => row.name === name)
  if (node === undefined) throw new RangeError(`the field has no node ${name}`)
  return toNodeRef(node)
}

const toStep = (field: Field, [well, current, proposed]: RecommendationPlan['chokes'][number]): RecommendedStep => ({
  key: `choke-${well.toLowerCase()}`,
  subject: nodeNamed(field, well),
  text: `Set the choke of ${well} from ${current.toFixed(1)} to ${proposed.toFixed(1)} %`,
  setpoint: {
    ...{ kind: 'choke', unit: percent, current, proposed },
    ...{ currentLabel: `${current.toFixed(1)} %`, proposedLabel: `${proposed.toFixed(1)} %` },
  },
})

function toHistory({ states, proposedHoursAgo }: RecommendationPlan, startedAt: Date): RecommendationDetail['history'] {
  return states.map((to, index) => {
    // Each state came a fixed part of the time later; those that a person brought about carry the name.
    const hoursAgo = proposedHoursAgo * (1 - index / (states.length + 1))
    return {
      version: index + 1,
      at: new Date(startedAt.getTime() - hoursAgo * hourMs).toISOString(),
      from: states[index - 1] ?? null,
      to,
      by: decisionOfState[to] === undefined ? null : people.aisha,
      reason: decisionOfState[to] === undefined ? null : 'Agreed in the morning meeting',
    }
  })
}

function toDecisions(
  history: RecommendationDetail['history'],
  steps: readonly RecommendedStep[],
  snoozedUntil: string | null,
): RecommendationDetail['decided'] {
  return history.flatMap(({ to, at, by, reason }) => {
    const kind = decisionOfState[to]
    if (kind === undefined || by === null) return []
    const isCarriedOut = kind !== 'reject' && kind !== 'snooze'
    const first = steps[0]?.key
    return [
      {
        ...{ kind, by, at, reason },
        stepKeys: isCarriedOut ? steps.map(({ key }) => key) : [],
        setpoints: kind === 'edit' && first !== undefined ? [{ stepKey: first, value: 48 }] : [],
        snoozedUntil: kind === 'snooze' ? snoozedUntil : null,
      },
    ]
  })
}

function toRecommendation(field: Field, plan: RecommendationPlan, startedAt: Date): RecommendationDetail {
  const history = toHistory(plan, startedAt)
  const state = history.at(-1)?.to ?? 'proposed'
  const proposedAt = history[0]?.at ?? startedAt.toISOString()
  const steps: RecommendedStep[] =
    plan.chokes.length === 0
      ? [{ key: 'do', subject: nodeNamed(field, plan.subject), text: plan.title, setpoint: null }]
      : plan.chokes.map((choke) => toStep(field, choke))
  const snoozedUntil = state === 'snoozed' ? new Date(startedAt.getTime() + 10 * hourMs).toISOString() : null
  const rate = plan.expectedRate
  return {
    id: plan.id,
    version: history.length,
    workspace: plan.workspace,
    kind: plan.kind,
    subject: nodeNamed(field, plan.subject),
    title: plan.title,
    state,
    proposedAt,
    changedAt: history.at(-1)?.at ?? proposedAt,
    expiresAt: new Date(Date.parse(proposedAt) + lifeHours * hourMs).toISOString(),
    snoozedUntil,
    expected:
      rate === null
        ? null
        : {
            measure: 'Oil rate',
            unit: displayUnit('oil_production', 'metric', 'rate'),
            value: rate,
            band: { p10: rate - Math.abs(rate) * 0.3, p50: rate, p90: rate + Math.abs(rate) * 0.25 },
          },
    decisions: decisionsOf(state, plan.chokes.length > 0),
    why: plan.why,
    steps,
    envelopes: steps.flatMap(({ key, subject, setpoint }) =>
      setpoint === null
        ? []
        : [
            {
              ...{ key: `${key}-span`, label: `Choke of ${subject.name}`, subject, unit: percent, min: 20, max: 85 },
              ...{ value: setpoint.current, isInside: true, checkedAt: proposedAt },
            },
          ],
    ),
    fallback: plan.chokes.length === 0 ? null : 'Set the chokes back to where they were.',
    origin: {
      kind: plan.kind === 'setpoints' ? 'optimizer' : 'rule',
      label: plan.kind === 'setpoints' ? 'network optimum 1.0' : plan.title,
      ...{ runId: null, snapshotId: null, forecastIds: [], alertIds: [...plan.alertIds] },
    },
    affected: plan.chokes.map(([well]) => nodeNamed(field, well)),
    decided: toDecisions(history, steps, snoozedUntil),
    history,
  }
}

/** What had been advised, decided and measured when the mock starts. */
export const createRecommendationTable = (field: Field, startedAt: Date): Table<RecommendationDetail> =>
  new Table(
    new Collection({ schema: RecommendationDetail }),
    recommendationPlans.map((plan) => toRecommendation(field, plan, startedAt)),
  )
