import type { DayLabel, Quality } from '@tieback/contracts'
import type { FactVersion } from './fact-versions.ts'
import type { FieldNode } from './node-tree.ts'
import type { WellProfile } from './well-profile.ts'

/** One well on one day: what it could and did deliver in all. */
export interface WellDay {
  readonly well: FieldNode
  readonly profile: WellProfile
  readonly day: DayLabel
  readonly hours: number
  /** Of the main quantity, Sm³. */
  readonly potential: number
  readonly plan: number
  /** What proves right in the end. */
  readonly settled: number
  /** Share of the day's potential that events took, 0..1. */
  readonly deferredShare: number
  readonly version: FactVersion | undefined
  readonly quality: Quality
}
