import type { RecommendationKind, RecommendationState } from '@tieback/contracts'

/** One piece of advice to begin with. Rates are in Sm³ a day. */
export interface RecommendationPlan {
  readonly id: string
  readonly kind: RecommendationKind
  readonly workspace: string
  readonly subject: string
  readonly title: string
  readonly why: string
  /** Every state it went through, the last one last. */
  readonly states: readonly RecommendationState[]
  readonly proposedHoursAgo: number
  /** Wells whose choke it moves, from what to what, %. Empty: it sets nothing. */
  readonly chokes: readonly (readonly [well: string, current: number, proposed: number])[]
  readonly expectedRate: number | null
  readonly alertIds: string[]
}

const production = { workspace: 'production' } as const

export const recommendationPlans: readonly RecommendationPlan[] = [
  {
    ...production,
    ...{
      id: 'rec-4m7k2p9x',
      kind: 'setpoints',
      subject: 'Tindrevik A',
      title: 'Give the gas capacity to A-01 and A-02',
    },
    why: 'Gas handling is full. A-01 and A-02 give more oil for each Sm³ of gas than A-05 does.',
    ...{ states: ['proposed'], proposedHoursAgo: 3, expectedRate: 86, alertIds: ['alert-5f1g8j3s'] },
    chokes: [
      ['A-01', 54, 61],
      ['A-02', 48, 56],
      ['A-05', 71, 60],
    ],
  },
  {
    ...production,
    ...{ id: 'rec-8t3w6c1n', kind: 'setpoints', subject: 'Tindrevik B', title: 'Open B-02 and B-06 a little' },
    why: 'Both are below their drawdown limit, and the separator has room for liquid.',
    ...{ states: ['proposed', 'accepted', 'executing', 'executed', 'measured'], proposedHoursAgo: 21 * 24 },
    ...{ expectedRate: 62, alertIds: [] },
    chokes: [
      ['B-02', 52, 58],
      ['B-06', 44, 50],
    ],
  },
  {
    ...production,
    ...{ id: 'rec-2h5j9r4d', kind: 'well-test', subject: 'D-02', title: 'Test D-02 this week', chokes: [] },
    why: 'Its last accepted test is 64 days old, so its curve is not trusted.',
    ...{ states: ['proposed'], proposedHoursAgo: 26, expectedRate: null, alertIds: ['alert-4r6t1y8u'] },
  },
  {
    ...{ workspace: 'logistics', id: 'rec-5v9l2k7s', kind: 'lifting-plan', subject: 'Tindrevik', chokes: [] },
    ...{
      title: 'Bring the next cargo forward by a day',
      why: 'The stock may reach tank top before the laycan begins.',
    },
    ...{ states: ['proposed', 'snoozed'], proposedHoursAgo: 9, expectedRate: null, alertIds: ['alert-h2t7k4p9v6'] },
  },
  {
    ...production,
    ...{ id: 'rec-6d3f8g1j', kind: 'intervention', subject: 'P-02', title: 'Inject methanol at P-02', chokes: [] },
    why: 'The rate falls as it did before the hydrate of last spring.',
    ...{ states: ['proposed', 'rejected'], proposedHoursAgo: 50, expectedRate: null, alertIds: ['alert-6w3n9b5z'] },
  },
  {
    ...production,
    ...{ id: 'rec-9q1w4e7r', kind: 'setpoints', subject: 'Tindrevik C', title: 'Choke C-04 back', alertIds: [] },
    why: 'Its sand rate has doubled since it was opened.',
    ...{ states: ['proposed', 'accepted-in-part', 'executing'], proposedHoursAgo: 30, expectedRate: -18 },
    chokes: [['C-04', 66, 58]],
  },
  {
    ...production,
    ...{ id: 'rec-3t6y9u2i', kind: 'setpoints', subject: 'Tindrevik D', title: 'Open D-05', alertIds: [] },
    why: 'The water handling has room again.',
    ...{
      states: ['proposed', 'edited', 'executing', 'executed', 'measured'],
      proposedHoursAgo: 34 * 24,
      expectedRate: 40,
    },
    chokes: [['D-05', 40, 52]],
  },
  {
    ...production,
    ...{ id: 'rec-7o4p1a5s', kind: 'setpoints', subject: 'Tindrevik B', title: 'Open B-07', alertIds: [] },
    why: 'Its lift gas gives more oil there than at B-03.',
    ...{ states: ['proposed', 'expired'], proposedHoursAgo: 100, expectedRate: 25, chokes: [['B-07', 50, 57]] },
  },
]
