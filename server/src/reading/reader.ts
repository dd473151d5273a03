import type { StorePool } from '@tieback/store'
import { resolveAsOf } from '@tieback/store'
import type { Clock } from '../config/clock.ts'
import { ProblemError } from '../platform/http/problems.ts'
import type { AssetScope } from '../platform/identity/actor.ts'

export interface ReadingSettings {
  /** A figure that rests on less is refused, 0..1. */
  readonly kpiCoverageMin: number
  /** 0..1 of plan. */
  readonly attentionBelowPlan: number
}

/** What modules are built with. Nothing can be read by it until it is somebody's: a handler that forgets `readerFor` doesn't compile. */
export interface ReaderParts {
  readonly pool: StorePool
  readonly clock: Clock
  readonly settings: ReadingSettings
}

/** What every module reads with. */
export interface Reader extends ReaderParts {
  /** What of the field may be read; nothing else is there. */
  readonly assets: AssetScope
}

/** A reader held to what who asks may see. */
export const readerFor = (
  { pool, clock, settings }: ReaderParts,
  { assets }: { readonly assets: AssetScope | null },
): Reader => ({ pool, clock, settings, assets: assets ?? [] })

/** The two times that one answer is held to. */
export interface ReadingTime {
  /** Only what was known at this instant is read. */
  readonly asOf: Date
  /** The field's time that "now", "today" and "late" are counted from. */
  readonly at: Date
  /** The caller asked for this `asOf`: the same bytes must come for ever, so nothing that passes may be in the answer. */
  readonly isFrozen: boolean
}

/** Opens a read. Throws as-of-in-the-future: an answer about it could not stay true. */
export async function openReading({ pool, clock }: ReaderParts, requested: string | undefined): Promise<ReadingTime> {
  const resolved = await resolveAsOf(pool, requested === undefined ? null : new Date(requested))
  if ('inFuture' in resolved) {
    throw new ProblemError(
      'as-of-in-the-future',
      `asOf must not be later than the store's clock, which shows ${resolved.inFuture.toISOString()}.`,
    )
  }
  const { asOf } = resolved
  return requested === undefined
    ? { asOf, at: clock.now(), isFrozen: false }
    : { asOf, at: clock.at(asOf), isFrozen: true }
}
