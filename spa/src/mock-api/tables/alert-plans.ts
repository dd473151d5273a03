import type { AlertDetail, AlertForecast, AlertRuleKind, AlertSeverity, Quantity, SubjectRef } from '@tieback/contracts'
import type { ShownAs } from '@tieback/domain'
import type { Field } from '../field/field.ts'
import { terminalPlans } from '../field/logistics/plans.ts'
import { toNodeRef } from '../field/node-tree.ts'

/** One alert to begin with. Numbers are metric. */
export interface AlertPlan {
  readonly id: string
  readonly ruleId: string
  readonly ruleName: string
  readonly ruleKind: AlertRuleKind
  readonly severity: AlertSeverity
  readonly title: string
  readonly text: string
  readonly measure: string
  readonly quantity: Quantity
  readonly shownAs: ShownAs
  readonly value: number | null
  readonly limit: number | null
  readonly badWhen: AlertDetail['condition']['badWhen']
  readonly consequence: string
  readonly response: string
  readonly recommendationIds: string[]
  readonly subjectOf: (field: Field) => SubjectRef
  readonly forecastOf?: (startedAt: Date) => AlertForecast
}

const nodeNamed =
  (name: string) =>
  ({ tree }: Field): SubjectRef => {
    const node = tree.rows.find((row) => row.name === name)
    if (node === undefined) throw new RangeError(`the field has no node ${name}`)
    return toNodeRef(node)
  }

const firstTerminal = (): SubjectRef => {
  const [terminal] = terminalPlans
  return { id: terminal.id, kind: 'terminal', name: terminal.name }
}

type SharedParts = Pick<
  AlertPlan,
  'ruleId' | 'ruleName' | 'ruleKind' | 'badWhen' | 'measure' | 'quantity' | 'shownAs' | 'consequence' | 'response'
>

const pressureLimit: SharedParts = {
  ruleId: 'wellhead-pressure-high',
  ruleName: 'Wellhead pressure high',
  ruleKind: 'limit',
  badWhen: 'above',
  measure: 'Wellhead pressure',
  quantity: 'wellhead_pressure',
  shownAs: 'rate',
  consequence: 'The well is shut in by its high trip.',
  response: 'Open the choke, or divert to test.',
}

const deviation: SharedParts = {
  ruleId: 'below-plan',
  ruleName: 'Production below plan',
  ruleKind: 'deviation',
  badWhen: 'below',
  measure: 'Oil of the last day',
  quantity: 'oil_production',
  shownAs: 'volume',
  consequence: 'The month ends below plan.',
  response: 'Look at the gap and its causes.',
}

const stale: SharedParts = {
  ruleId: 'stale-data',
  ruleName: 'Values are old',
  ruleKind: 'stale-data',
  badWhen: null,
  measure: 'Age of the newest sample',
  quantity: 'oil_production',
  shownAs: 'rate',
  consequence: 'Live figures are refused.',
  response: 'See the source that it comes from.',
}

const hourMs = 3_600_000

/** One for each kind of rule at least, so that every kind can be seen; five of every state of the list. */
export const alertPlans: readonly AlertPlan[] = [
  {
    id: 'alert-h2t7k4p9v6',
    ...{ ruleId: 'tank-top', ruleName: 'Tank top ahead', ruleKind: 'forecast', severity: 'critical', badWhen: 'above' },
    ...{ title: 'Tank top within three days', text: 'The P90 of the stock reaches tank top in 3 days' },
    ...{ measure: 'Stock', quantity: 'oil_production', shownAs: 'volume', value: 152_000, limit: 195_600 },
    ...{ consequence: 'Production has to be cut.', response: 'Bring the next cargo forward.' },
    recommendationIds: ['rec-5v9l2k7s'],
    subjectOf: firstTerminal,
    forecastOf: (startedAt) => ({
      forecastId: null,
      level: 0.9,
      reachesLimitAt: new Date(startedAt.getTime() + 71 * hourMs).toISOString(),
      issuedAt: new Date(startedAt.getTime() - 3 * hourMs).toISOString(),
    }),
  },
  {
    id: 'alert-3c8v5w1p',
    ...pressureLimit,
    ...{ severity: 'high', title: 'Wellhead pressure of A-03 high', text: 'Above 96 barg for 10 minutes' },
    ...{ value: 98.4, limit: 96, recommendationIds: [], subjectOf: nodeNamed('A-03') },
  },
  {
    id: 'alert-5f1g8j3s',
    ...deviation,
    ...{ severity: 'medium', title: 'Tindrevik A below plan', text: 'More than 5 % below plan on the last whole day' },
    ...{ value: 7_905, limit: 8_650, recommendationIds: ['rec-4m7k2p9x'], subjectOf: nodeNamed('Tindrevik A') },
  },
  {
    id: 'alert-9d4h6n2r',
    ...stale,
    ...{ severity: 'low', title: 'Values of STALE are old', text: 'No sample for three hours' },
    ...{ value: null, limit: null, recommendationIds: [], subjectOf: nodeNamed('STALE') },
  },
  {
    id: 'alert-2m8x4c7v',
    ...deviation,
    ...{ severity: 'medium', title: 'B-03 below plan', text: 'More than 5 % below plan on the last whole day' },
    ...{ value: 1_020, limit: 1_240, recommendationIds: [], subjectOf: nodeNamed('B-03') },
  },
  {
    id: 'alert-6w3n9b5z',
    ...{
      ruleId: 'rate-falls',
      ruleName: 'Rate falls fast',
      ruleKind: 'rate-of-change',
      severity: 'high',
      badWhen: 'below',
    },
    ...{ title: 'Gas rate of P-02 falls', text: 'A fifth lower than an hour ago', measure: 'Gas rate' },
    ...{
      quantity: 'gas_production',
      shownAs: 'rate',
      value: 402_000,
      limit: 455_000,
      recommendationIds: ['rec-6d3f8g1j'],
    },
    ...{
      consequence: 'The export nomination is missed.',
      response: 'Look for a hydrate.',
      subjectOf: nodeNamed('P-02'),
    },
  },
  {
    id: 'alert-1k7h4f2d',
    ...{
      ruleId: 'unaccounted',
      ruleName: 'Balance does not close',
      ruleKind: 'balance',
      severity: 'low',
      badWhen: 'above',
    },
    ...{ title: 'Oil of Tindrevik C does not balance', text: 'Unaccounted for more than 1.5 % of inflow' },
    ...{ measure: 'Unaccounted oil', quantity: 'oil_production', shownAs: 'volume', value: 160, limit: 120 },
    ...{ consequence: 'The allocation has to be run again.', response: 'Compare the meters.', recommendationIds: [] },
    subjectOf: nodeNamed('Tindrevik C'),
  },
  {
    id: 'alert-8s5a3q9e',
    ...{ ruleId: 'annulus-limit', ruleName: 'Annulus near its limit', ruleKind: 'integrity', severity: 'critical' },
    ...{ badWhen: 'above', title: 'Annulus of C-05 near its limit', text: 'Above 80 % of the allowed pressure' },
    ...{ measure: 'Annulus pressure', quantity: 'annulus_pressure', shownAs: 'rate', value: 121, limit: 120 },
    ...{ consequence: 'A barrier may be lost.', response: 'Bleed off and watch it build up.', recommendationIds: [] },
    subjectOf: nodeNamed('C-05'),
  },
  {
    id: 'alert-4r6t1y8u',
    ...{ ruleId: 'test-overdue', ruleName: 'Well test overdue', ruleKind: 'schedule', severity: 'low', badWhen: null },
    ...{ title: 'Test of D-02 is overdue', text: 'Last accepted test is 64 days old', measure: 'Age of the test' },
    ...{ quantity: 'oil_production', shownAs: 'rate', value: null, limit: null, recommendationIds: ['rec-2h5j9r4d'] },
    ...{ consequence: 'Its curve is not trusted.', response: 'Plan a test.', subjectOf: nodeNamed('D-02') },
  },
  {
    id: 'alert-7i2o5p3l',
    ...pressureLimit,
    ...{ severity: 'high', title: 'Wellhead pressure of B-05 high', text: 'Above 102 barg for 10 minutes' },
    ...{ value: 103.1, limit: 102, recommendationIds: [], subjectOf: nodeNamed('B-05') },
  },
  {
    id: 'alert-9j4g6k1h',
    ...deviation,
    ...{ severity: 'high', title: 'Tindrevik Sør below plan', text: 'More than 5 % below plan on the last whole day' },
    ...{ value: 14_100, limit: 15_400, recommendationIds: [], subjectOf: nodeNamed('Tindrevik Sør') },
  },
  {
    id: 'alert-3z8x2c5v',
    ...pressureLimit,
    ...{ severity: 'medium', title: 'Wellhead pressure of C-01 high', text: 'Above 88 barg for 10 minutes' },
    ...{ value: 89.5, limit: 88, recommendationIds: [], subjectOf: nodeNamed('C-01') },
  },
]
