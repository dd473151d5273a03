import type { VolumeQuantity } from '@tieback/contracts'
import type { FieldNode } from './node-tree.ts'
import { between } from './random.ts'

/** How a well behaves when nothing goes wrong. Volumes in Sm³ a day. */
export interface WellProfile {
  /** What the well is there for. */
  readonly main: VolumeQuantity
  /** Other phases that come with the main one, as a share of it. */
  readonly ratios: Readonly<Partial<Record<VolumeQuantity, number>>>
  /** Potential of the main quantity on the first day of the history. */
  readonly initial: number
  /** Share of the potential that is lost in a day. */
  readonly declinePerDay: number
  readonly chokePercent: number
  readonly wellheadPressureBar: number
  readonly wellheadTemperatureC: number
}

type Yield = Pick<WellProfile, 'main' | 'ratios' | 'initial'>

function yieldOf(seed: number, { id, wellType, namespace }: FieldNode): Yield {
  const draw = (low: number, high: number, key: string): number => between(low, high, seed, key, id)
  switch (wellType) {
    case 'gas-producer':
      return {
        main: 'gas_production',
        ratios: {
          condensate_production: draw(0.00008, 0.0002, 'condensate'),
          water_production: draw(0.00001, 0.00005, 'water'),
        },
        initial: draw(240_000, 720_000, 'initial'),
      }
    case 'water-injector':
      return { main: 'water_injection', ratios: {}, initial: draw(550, 900, 'initial') }
    case 'gas-injector':
      return { main: 'gas_injection', ratios: {}, initial: draw(60_000, 90_000, 'initial') }
    default:
      return {
        main: 'oil_production',
        ratios: { gas_production: draw(118, 165, 'gas'), water_production: draw(0.35, 1.4, 'water') },
        // A rehearsal is no part of the field's figures that anybody should notice.
        initial: namespace === 'rehearsal' ? draw(20, 60, 'initial') : draw(600, 2_600, 'initial'),
      }
  }
}

/** A well's ordinary behaviour, drawn by its id. */
export function wellProfile(seed: number, well: FieldNode): WellProfile {
  const draw = (low: number, high: number, key: string): number => between(low, high, seed, key, well.id)
  const isInjector = well.wellType === 'water-injector' || well.wellType === 'gas-injector'
  return {
    ...yieldOf(seed, well),
    declinePerDay: isInjector ? 0 : draw(0.0001, 0.0006, 'decline'),
    chokePercent: draw(28, 92, 'choke'),
    wellheadPressureBar: draw(38, 120, 'pressure'),
    wellheadTemperatureC: draw(48, 96, 'temperature'),
  }
}

/** What the well could deliver of its main quantity `daysIn` days into the history, Sm³ a day. A slow swing keeps lines from being straight. */
export const potentialOf = ({ initial, declinePerDay }: WellProfile, daysIn: number): number =>
  initial * Math.exp(-declinePerDay * daysIn) * (1 + 0.012 * Math.sin(daysIn / 9))
