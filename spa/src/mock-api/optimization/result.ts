import type {
  ConstraintResult,
  HeldWell,
  ObjectiveKind,
  OptimizationResult,
  PhaseRates,
  UnitSystem,
  WellBasis,
  WellMove,
} from '@tieback/contracts'
import { dayBounds, lastWholeDay } from '@tieback/domain'
import { toNodeRef } from '../field/node-tree.ts'
import type { MockWorld } from '../mock-world.ts'
import { type Shown, shownAs } from '../reading/shown.ts'
import type { NetworkWell } from './network.ts'
import { gasLimitKey } from './limits.ts'
import type { Asked } from './question.ts'
import type { Question, Rate, Solution } from './solve.ts'

const dayMs = 86_400_000

/** How far off the curves of all wells may be at once. */
const curveError = 0.08

/** Differences below this are the arithmetic's, Sm³ a day. */
const movedMin = 0.05

const objectiveLabels: Readonly<Record<ObjectiveKind, string>> = {
  oil: 'Oil',
  'oil-equivalent': 'Oil equivalent',
  value: 'Value as oil equivalent',
  'nomination-deviation': 'Deviation from nomination',
}

/** The three phases in the unit of one reader. */
interface PhasesShown {
  readonly oil: Shown
  readonly gas: Shown
  readonly water: Shown
}

const phasesShown = (unitSystem: UnitSystem): PhasesShown => ({
  oil: shownAs('oil_production', unitSystem, 'rate'),
  gas: shownAs('gas_production', unitSystem, 'rate'),
  water: shownAs('water_production', unitSystem, 'rate'),
})

const phaseRates = ({ oil, gas, water }: PhasesShown, well: NetworkWell, oilRate: number): PhaseRates => ({
  oil: oil.of(oilRate),
  gas: gas.of(oilRate * well.gasOilRatio),
  water: water.of(oilRate * well.waterOilRatio),
})

const addRates = (a: PhaseRates, b: PhaseRates, sign: 1 | -1 = 1): PhaseRates => ({
  oil: a.oil + sign * b.oil,
  gas: a.gas + sign * b.gas,
  water: a.water + sign * b.water,
})

const noRates: PhaseRates = { oil: 0, gas: 0, water: 0 }

function basisOf({ testAgeDays }: NetworkWell, takenAt: Date): WellBasis {
  const testAt = new Date(takenAt.getTime() - testAgeDays * dayMs).toISOString()
  const confidence = testAgeDays < 20 ? 'high' : testAgeDays < 45 ? 'medium' : 'low'
  return { testAt, testAge: testAgeDays, curveVersion: '4', confidence }
}

const setpointOf = ({ well, proposed }: Rate): WellMove['setpoints'][number] => {
  const current = well.chokePercent
  const next = Math.min(100, (current * proposed) / well.current)
  return {
    kind: 'choke',
    unit: { unit: '%', reference: null, basis: null, label: '%' },
    current,
    proposed: next,
    currentLabel: `${current.toFixed(1)} %`,
    proposedLabel: `${next.toFixed(1)} %`,
  }
}

/** Cuts first, since they make the room; then what gives most. */
function listMoves(question: Question, { rates }: Solution, shown: PhasesShown, takenAt: Date): WellMove[] {
  const heldIds = new Set(question.lockedIds.keys())
  const changeOf = ({ well, proposed }: Rate): number => (proposed - well.current) * question.worth(well)
  const moved = rates
    .filter(({ well, proposed }) => Math.abs(proposed - well.current) > movedMin && !heldIds.has(well.well.id))
    .toSorted((a, b) => Math.sign(changeOf(a)) - Math.sign(changeOf(b)) || changeOf(b) - changeOf(a))
  const cuts = moved.filter((rate) => changeOf(rate) < 0).map(({ well }) => toNodeRef(well.well))
  let cumulative = 0
  return moved.map((rate, index) => {
    const change = changeOf(rate)
    cumulative += change
    const isRaise = change > 0
    const current = phaseRates(shown, rate.well, rate.well.current)
    const proposed = phaseRates(shown, rate.well, rate.proposed)
    const ratio = `${Math.round(rate.well.gasOilRatio)} Sm³ of gas for each Sm³ of oil`
    return {
      rank: index + 1,
      well: toNodeRef(rate.well.well),
      direction: isRaise ? 'raise' : 'cut',
      setpoints: [setpointOf(rate)],
      current,
      proposed,
      delta: addRates(proposed, current, -1),
      // Without the cuts a raise would need gas handling that isn't there.
      upliftAlone: isRaise && cuts.length > 0 ? null : shown.oil.of(change),
      upliftCumulative: shown.oil.of(cumulative),
      after: isRaise ? cuts : [],
      why: isRaise ? `It brings only ${ratio}.` : `It brings ${ratio}, which others make more of.`,
      basis: basisOf(rate.well, takenAt),
    }
  })
}

const listHeld = ({ held, rates }: Solution, shown: PhasesShown, takenAt: Date): HeldWell[] =>
  held.map(({ well, reason, detail }) => ({
    well: toNodeRef(well.well),
    reason,
    detail,
    rates: phaseRates(shown, well, rates.find((rate) => rate.well === well)?.proposed ?? 0),
    basis: basisOf(well, takenAt),
  }))

function gasConstraint({ gasLimit }: Question, solution: Solution, { oil, gas }: PhasesShown): ConstraintResult[] {
  if (gasLimit === null) return []
  const { gasPrice, gasPriceValid } = solution
  const price = gasPrice * (oil.of(1) / gas.of(1))
  const slack = Math.max(0, gas.of(gasLimit - solution.gas))
  return [
    {
      ...{ key: gasLimitKey, label: 'Gas handling', kind: 'gas-capacity', subject: null, sense: 'at-most' },
      unit: gas.unit,
      activity: gas.of(solution.gas),
      limit: gas.of(gasLimit),
      slack,
      isBinding: gasPrice > 0,
      price,
      priceUnit: `${oil.unit.label} oil per ${gas.unit.label} gas`,
      priceValid: gasPriceValid === null ? null : { from: gas.of(gasPriceValid.from), to: gas.of(gasPriceValid.to) },
      text:
        gasPrice > 0
          ? `+1,000 ${gas.unit.label} of gas handling = +${(price * 1_000).toFixed(1)} ${oil.unit.label} of oil`
          : 'There is room for more gas than the wells bring.',
    },
  ]
}

/** A solved network, explained in the units of one reader. */
export function explain(
  world: MockWorld,
  asOf: Date,
  asked: Asked,
  question: Question,
  solution: Solution,
  unitSystem: UnitSystem,
): OptimizationResult {
  const shown = phasesShown(unitSystem)
  const day = lastWholeDay(world.field.calendar, asOf)
  const takenAt = dayBounds(world.field.calendar, day).end
  const sumOf = (rateOf: (rate: Rate) => number): PhaseRates =>
    solution.rates.reduce((sum, rate) => addRates(sum, phaseRates(shown, rate.well, rateOf(rate))), noRates)
  const worthOf = (rateOf: (rate: Rate) => number): number =>
    shown.oil.of(solution.rates.reduce((sum, rate) => sum + rateOf(rate) * question.worth(rate.well), 0))
  const current = sumOf(({ well }) => well.current)
  const proposed = sumOf((rate) => rate.proposed)
  const [before, after] = [worthOf(({ well }) => well.current), worthOf((rate) => rate.proposed)]
  const moved = solution.rates.reduce((sum, { well, proposed: next }) => sum + Math.abs(next - well.current), 0)
  const error = shown.oil.of(moved) * curveError
  const tests = question.wells.map((well) => basisOf(well, takenAt).testAt ?? '').toSorted()
  const { kind, policy } = asked.objective
  return {
    objective: { kind, label: objectiveLabels[kind], unit: shown.oil.unit, policy, value: after },
    rateUnits: { oil: shown.oil.unit, gas: shown.gas.unit, water: shown.water.unit },
    current,
    proposed,
    delta: addRates(proposed, current, -1),
    versusCurrent: {
      against: 'Setpoints as they are now',
      objective: before,
      value: after - before,
      band: { p10: after - before - error, p50: after - before, p90: after - before + error },
      curveError,
    },
    versusReference: null,
    moves: listMoves(question, solution, shown, takenAt),
    held: listHeld(solution, shown, takenAt),
    constraints: gasConstraint(question, solution, shown),
    solver: {
      ...{ solver: 'greedy fill', version: '1.0', status: 'optimal', bound: after, gap: 0, runtime: 0.02 },
      pricesFrom: 'linear',
    },
    input: {
      snapshotId: `snap-${day}`,
      takenAt: takenAt.toISOString(),
      wellDataFrom: tests.at(0) ?? null,
      wellDataTo: tests.at(-1) ?? null,
      constraintsVersion: '7',
    },
  }
}
