import { lastWholeDay } from '@tieback/domain'
import type { FieldNode } from '../field/node-tree.ts'
import { between } from '../field/random.ts'
import type { MockWorld } from '../mock-world.ts'

/** A well of the network as the optimiser sees it. Rates in Sm³ a day. */
export interface NetworkWell {
  readonly well: FieldNode
  readonly current: number
  readonly least: number
  readonly most: number
  readonly gasOilRatio: number
  readonly waterOilRatio: number
  readonly chokePercent: number
  readonly testAgeDays: number
  readonly isFlowing: boolean
}

/** A well is never moved further from where it is than this, as shares of its rate. */
const span = { least: 0.8, most: 1.12 } as const

/** The oil producers below a node as they were on a production day. */
export function readNetwork({ field, facts }: MockWorld, node: FieldNode, asOf: Date): NetworkWell[] {
  const day = lastWholeDay(field.calendar, asOf)
  return field.tree
    .wellsBelow(node)
    .filter(({ wellType, name }) => wellType === 'oil-producer' && !name.startsWith('EMPTY'))
    .map((well) => {
      const { profile, settled, potential } = facts.wellDay(well, day, asOf)
      return {
        well,
        current: settled,
        least: settled * span.least,
        most: Math.max(settled, Math.min(potential, settled * span.most)),
        gasOilRatio: profile.ratios.gas_production ?? 0,
        waterOilRatio: profile.ratios.water_production ?? 0,
        chokePercent: profile.chokePercent,
        testAgeDays: Math.floor(between(3, 66, field.seed, 'test age', well.id)),
        isFlowing: settled > potential * 0.05,
      }
    })
}
