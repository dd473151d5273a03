import type { Scenario, UnitOfMeasure } from '@tieback/contracts'
import { convertQuantity } from '@tieback/domain'
import { MockProblem } from '../mock-problem.ts'
import { gasLimitKey } from './limits.ts'
import type { NetworkWell } from './network.ts'
import type { Question } from './solve.ts'

/** What is asked, without the node and the names that people give it. */
export type Asked = Pick<Scenario, 'objective' | 'constraintOverrides' | 'lockedWells'>

/** Gas that counts as one Sm³ of oil: the policy of the Norwegian Offshore Directorate. */
const gasPerOilEquivalent = 1_000

const gasRate: Omit<UnitOfMeasure, 'label'> = { unit: 'm3/d', reference: 'metric', basis: null }

/** Gas handling of a network, Sm³ a day: full at the rates of now, as it is on a site that needs advice. */
const gasLimitOf = (wells: readonly NetworkWell[]): number =>
  wells.reduce((sum, { current, gasOilRatio }) => sum + current * gasOilRatio, 0)

function overriddenLimit(asked: Asked, wells: readonly NetworkWell[]): number | null {
  const override = asked.constraintOverrides.find(({ key }) => key === gasLimitKey)
  if (override === undefined) return gasLimitOf(wells)
  return override.limit === null ? null : convertQuantity(override.limit, override.unit, gasRate, 'gas')
}

/** Throws MockProblem for what a network can't be asked: a limit or a well that it doesn't have. */
export function checkAsked(asked: Asked, wellIds: ReadonlySet<string>): void {
  const overrides = asked.constraintOverrides.flatMap(({ key }, index) =>
    key === gasLimitKey ? [] : [{ path: `body.constraintOverrides.${index}.key`, message: `expected ${gasLimitKey}` }],
  )
  const locks = asked.lockedWells.flatMap(({ wellId }, index) =>
    wellIds.has(wellId)
      ? []
      : [{ path: `body.lockedWells.${index}.wellId`, message: `expected a well below the scenario's node` }],
  )
  const errors = [...overrides, ...locks]
  if (errors.length > 0)
    throw new MockProblem('invalid-request', 'The network does not have all that is named.', { errors })
}

export const toQuestion = (asked: Asked, wells: readonly NetworkWell[]): Question => ({
  wells,
  gasLimit: overriddenLimit(asked, wells),
  worth: ({ gasOilRatio }) => (asked.objective.kind === 'oil' ? 1 : 1 + gasOilRatio / gasPerOilEquivalent),
  lockedIds: new Map(asked.lockedWells.map(({ wellId, at }) => [wellId, at])),
  // What is nominated is what flows now, so nothing has to move.
  movesMax: asked.objective.kind === 'nomination-deviation' ? 0 : asked.objective.movesMax,
})
