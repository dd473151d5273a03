import {
  adviceUnits,
  currentOil,
  hubLimits,
  networkWells,
  optima,
  rounded,
  type ExampleOptimum,
} from '../examples/advice.ts'
import { nodes, units } from '../examples/field.ts'
import type { ExampleWell } from '../examples/production.ts'
import type {
  ConstraintKind,
  ConstraintResult,
  OptimizationInput,
  OptimizationResult,
  PhaseRates,
  Setpoint,
  WellBasis,
  WellMove,
} from './result.ts'

type WellKey = keyof typeof networkWells

export const phaseUnits = { oil: units.rate, gas: units.rate, water: units.rate } as const

const exampleInput: OptimizationInput = {
  snapshotId: 'snap-2026-11-19T0600Z',
  takenAt: '2026-11-19T06:00:00.000Z',
  wellDataFrom: '2026-09-28T16:00:00.000Z',
  wellDataTo: '2026-11-18T16:00:00.000Z',
  constraintsVersion: 'tindrevik-nord-41',
}

const bases = {
  wellA1: { testAt: '2026-10-31T16:00:00.000Z', testAge: 18.6, curveVersion: 'A-01/17', confidence: 'high' },
  wellA2: { testAt: '2026-11-18T16:00:00.000Z', testAge: 0.6, curveVersion: 'A-02/23', confidence: 'high' },
  wellA3: { testAt: '2026-10-12T16:00:00.000Z', testAge: 37.6, curveVersion: 'A-03/9', confidence: 'medium' },
  wellB1: { testAt: '2026-09-28T16:00:00.000Z', testAge: 51.6, curveVersion: 'B-01/12', confidence: 'medium' },
} as const satisfies Record<WellKey, WellBasis>

/** Choke openings of the last whole day, %. */
const chokes = { wellA1: 62, wellA2: 55, wellA3: 0, wellB1: 71 } as const satisfies Record<WellKey, number>

/** Why each well moves as it does in either optimum. */
const reasons = {
  wellB1: 'Least gas and least water for its oil: it goes to its potential first',
  wellA2: 'Most water for its oil: what it gives up makes room for more from A-01',
  wellA1: 'Less water for its oil than A-02: it takes the room that A-02 leaves',
} as const

/** What gives most first; A-01 has to wait for the room that A-02 makes. */
const moveOrder = ['wellB1', 'wellA2', 'wellA1'] as const

const difference = (a: PhaseRates, b: PhaseRates): PhaseRates => ({
  oil: rounded(a.oil - b.oil),
  gas: rounded(a.gas - b.gas),
  water: rounded(a.water - b.water),
})

const total = (rates: readonly PhaseRates[]): PhaseRates => ({
  oil: rounded(rates.reduce((sum, { oil }) => sum + oil, 0)),
  gas: rounded(rates.reduce((sum, { gas }) => sum + gas, 0)),
  water: rounded(rates.reduce((sum, { water }) => sum + water, 0)),
})

const ratesOf = ({ gasOilRatio, waterOilRatio }: ExampleWell, oil: number): PhaseRates => ({
  oil: rounded(oil),
  gas: rounded(oil * gasOilRatio),
  water: rounded(oil * waterOilRatio),
})

const currentRates = (key: WellKey) => ratesOf(networkWells[key], currentOil(networkWells[key]))
const proposedRates = (key: WellKey, { oil }: ExampleOptimum) => ratesOf(networkWells[key], oil[key])

/** How far a choke has to go for another rate: straight through the opening of today. */
function chokeOf(key: WellKey, oil: number): Setpoint {
  const current = chokes[key]
  const proposed = rounded((current * oil) / currentOil(networkWells[key]), 1)
  return {
    kind: 'choke',
    unit: adviceUnits.percent,
    current,
    proposed,
    currentLabel: `${current.toFixed(1)} %`,
    proposedLabel: `${proposed.toFixed(1)} %`,
  }
}

function listMoves(optimum: ExampleOptimum): WellMove[] {
  let upliftCumulative = 0
  return moveOrder.map((key, index) => {
    const current = currentRates(key)
    const proposed = proposedRates(key, optimum)
    const delta = difference(proposed, current)
    upliftCumulative = rounded(upliftCumulative + delta.oil)
    return {
      rank: index + 1,
      well: networkWells[key].node,
      direction: delta.oil > 0 ? 'raise' : 'cut',
      setpoints: [chokeOf(key, optimum.oil[key])],
      current,
      proposed,
      delta,
      upliftAlone: delta.oil,
      upliftCumulative,
      after: key === 'wellA1' ? [nodes.wellA2] : [],
      why: reasons[key],
      basis: bases[key],
    }
  })
}

interface LimitExample {
  readonly key: string
  readonly label: string
  readonly kind: ConstraintKind
  readonly subject: ConstraintResult['subject']
  readonly per: string
  readonly step: number
}

/** One limit with its price; whether it binds follows from the numbers. */
function constraint(
  { step, per, ...limit }: LimitExample,
  [activity, at]: [activity: number, limit: number],
  price: number,
  priceValid: ConstraintResult['priceValid'],
): ConstraintResult {
  const slack = rounded(at - activity)
  const gain = rounded(step * price, 1)
  return {
    ...limit,
    sense: 'at-most',
    unit: units.rate,
    activity,
    limit: at,
    slack,
    isBinding: slack === 0,
    price,
    priceUnit: `Sm³/d oil per Sm³/d ${per}`,
    priceValid,
    text:
      slack === 0
        ? `+${step.toLocaleString('en')} Sm³/d ${per} = +${gain.toFixed(1)} Sm³/d of oil`
        : `${slack.toLocaleString('en')} Sm³/d to spare`,
  }
}

const ofHub = (kind: ConstraintKind, label: string, per: string, step: number): LimitExample => ({
  key: `tindrevik-nord/${kind}`,
  label,
  kind,
  subject: nodes.tindrevikNorth,
  per,
  step,
})

const ofWell = (key: 'wellA1' | 'wellB1'): LimitExample => {
  const { node } = networkWells[key]
  return {
    key: `${node.name}/well-rate`,
    label: `Potential of ${node.name}`,
    kind: 'well-rate',
    subject: node,
    per: `of ${node.name}`,
    step: 10,
  }
}

function listConstraints({ gasLimit, oil, prices, valid }: ExampleOptimum, proposed: PhaseRates): ConstraintResult[] {
  const { wellA1, wellB1 } = networkWells
  const all = [
    constraint(
      ofHub('gas-capacity', 'Gas compression', 'of gas', 1_000),
      [proposed.gas, gasLimit],
      prices.gas,
      valid.gas,
    ),
    constraint(
      ofHub('water-handling', 'Water treatment', 'of water', 10),
      [proposed.water, hubLimits.water],
      prices.water,
      valid.water,
    ),
    constraint(ofWell('wellB1'), [oil.wellB1, wellB1.potential], prices.wellB1, valid.wellB1),
    constraint(ofWell('wellA1'), [oil.wellA1, wellA1.potential], prices.wellA1, valid.wellA1),
    constraint(ofHub('export', 'Export pumps', 'of oil', 10), [proposed.oil, hubLimits.oil], 0, null),
  ]
  return all.toSorted((a, b) => b.price * b.limit - a.price * a.limit || a.slack / a.limit - b.slack / b.limit)
}

const referenceObjective = 7_430.2

/** A solved network, all of it computed from one optimum. */
function exampleResult(optimum: ExampleOptimum): OptimizationResult {
  const keys = ['wellA1', 'wellA2', 'wellA3', 'wellB1'] as const
  const current = total(keys.map(currentRates))
  const proposed = total(keys.map((key) => proposedRates(key, optimum)))
  const uplift = (against: string, objective: number) => {
    const value = rounded(proposed.oil - objective)
    const band = { p10: rounded(0.74 * value, 1), p50: rounded(0.98 * value, 1), p90: rounded(1.19 * value, 1) }
    return { against, objective, value, band, curveError: 0.1 }
  }
  return {
    objective: { kind: 'oil', label: 'Oil', unit: units.rate, policy: null, value: proposed.oil },
    rateUnits: phaseUnits,
    current,
    proposed,
    delta: difference(proposed, current),
    versusCurrent: uplift('Setpoints as they are now', current.oil),
    versusReference: uplift('Setpoints agreed on 2026-11-16', referenceObjective),
    moves: listMoves(optimum),
    held: [
      {
        well: nodes.wellA3,
        reason: 'not-flowing',
        detail: 'Down since 2026-11-17 with its lift gas compressor; not counted on before it is back',
        rates: currentRates('wellA3'),
        basis: bases.wellA3,
      },
    ],
    constraints: listConstraints(optimum, proposed),
    solver: {
      solver: 'HiGHS',
      version: '1.11.0',
      status: 'optimal',
      bound: proposed.oil,
      gap: 0,
      runtime: 0.08,
      pricesFrom: 'linear',
    },
    input: exampleInput,
  }
}

export const resultAsItIs = exampleResult(optima.asItIs)
export const resultWithMoreGas = exampleResult(optima.moreGas)
