import { Collection } from '@msw/data'
import {
  type AlertAction,
  AlertDetail,
  type AlertEvent,
  type AlertSeverity,
  type AlertState,
  type PersonRef,
  type Quantity,
} from '@tieback/contracts'
import { displayUnit } from '@tieback/domain'
import type { Field } from '../field/field.ts'
import { pick } from '../field/random.ts'
import { alertPlans, type AlertPlan } from './alert-plans.ts'
import { people } from './people.ts'
import { Table } from './table.ts'

const hourMs = 3_600_000

/** What a person may do with an alert of each state. */
export const alertActions: Readonly<Record<AlertState, readonly AlertAction[]>> = {
  active: ['acknowledge', 'shelve', 'assign', 'close'],
  acknowledged: ['shelve', 'assign', 'close'],
  returned: ['acknowledge', 'assign', 'close'],
  shelved: ['unshelve', 'assign', 'close'],
  closed: [],
}

/** A step of an alert's life as a plan names it: hours before the start, what happened, and where it led. */
export type AlertStep = readonly [hoursAgo: number, event: AlertEvent, to: AlertState, by: PersonRef | null]

/** What an alert's numbers are of; rows keep them in metric units. */
export const quantityOfAlert = ({ rule }: Pick<AlertDetail, 'rule'>): Quantity =>
  alertPlans.find(({ ruleId }) => ruleId === rule.id)?.quantity ?? 'oil_production'

function listHistory(steps: readonly AlertStep[], startedAt: Date): AlertDetail['history'] {
  return steps.map(([hoursAgo, event, to, by], index) => ({
    version: index + 1,
    at: new Date(startedAt.getTime() - hoursAgo * hourMs).toISOString(),
    event,
    from: steps[index - 1]?.[2] ?? null,
    to,
    by,
    reason: by === null ? null : 'Seen on the morning round',
  }))
}

/** How far an alert has come by the start, by where it stands in the list. */
function stepsOf(index: number, sinceHours: number): AlertStep[] {
  const raised: AlertStep = [sinceHours, 'raise', 'active', null]
  const person = [people.ingrid, people.tomas, people.aisha][index % 3] ?? people.ingrid
  switch (index % 5) {
    case 1:
      return [raised, [sinceHours / 2, 'acknowledge', 'acknowledged', person]]
    case 2:
      return [raised, [sinceHours / 3, 'return', 'returned', null]]
    case 3:
      return [
        raised,
        [sinceHours / 2, 'acknowledge', 'acknowledged', person],
        [sinceHours / 4, 'shelve', 'shelved', person],
      ]
    case 4:
      return [
        raised,
        [sinceHours / 2, 'acknowledge', 'acknowledged', person],
        [sinceHours / 5, 'close', 'closed', person],
      ]
    default:
      return [raised]
  }
}

function toAlert(field: Field, plan: AlertPlan, index: number, startedAt: Date): AlertDetail {
  const subject = plan.subjectOf(field)
  const sinceHours = 2 + index * 5.5
  const history = listHistory(stepsOf(index, sinceHours), startedAt)
  const state = history.at(-1)?.to ?? 'active'
  const since = new Date(startedAt.getTime() - sinceHours * hourMs).toISOString()
  const { quantity, value, limit, badWhen, severity, title } = plan
  const signalIds = field.signals.filter(({ node }) => node.id === subject.id).map(({ id }) => id)
  return {
    id: plan.id,
    version: history.length,
    subject,
    severity,
    state,
    title,
    rule: { id: plan.ruleId, name: plan.ruleName, kind: plan.ruleKind, version: '3' },
    condition: {
      text: plan.text,
      at: since,
      measure: plan.measure,
      unit: value === null ? null : displayUnit(quantity, 'metric', plan.shownAs),
      value,
      limit,
      badWhen,
      forecast: plan.forecastOf?.(startedAt) ?? null,
      signalIds: plan.ruleKind === 'limit' ? signalIds.slice(0, 1) : [],
    },
    since,
    changedAt: history.at(-1)?.at ?? since,
    returnedAt: history.find(({ to }) => to === 'returned')?.at ?? null,
    shelvedUntil: state === 'shelved' ? new Date(startedAt.getTime() + 20 * hourMs).toISOString() : null,
    assignee: state === 'acknowledged' ? people.ingrid : null,
    occurrences: { count: 1 + (index % 3), first: since, last: since },
    causedBy: null,
    recommendationIds: plan.recommendationIds,
    actions: [...alertActions[state]],
    guidance: {
      likelyCause: pick([null, 'Seen before after a change of choke'], field.seed, 'alert cause', index),
      consequence: plan.consequence,
      response: plan.response,
      responseTime: responseHours[severity],
    },
    history,
  }
}

/** How long there is to act, h. */
const responseHours: Readonly<Record<AlertSeverity, number>> = { critical: 0.25, high: 1, medium: 8, low: 24 }

/** What is wrong with the field when the mock starts. */
export const createAlertTable = (field: Field, startedAt: Date): Table<AlertDetail> =>
  new Table(
    new Collection({ schema: AlertDetail }),
    alertPlans.map((plan, index) => toAlert(field, plan, index, startedAt)),
  )
