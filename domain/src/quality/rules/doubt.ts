import type { QualityRule } from '@tieback/contracts'

/** A span of a series that a rule doubts; times in ms since 1970. */
export interface Doubt {
  readonly rule: QualityRule
  readonly fromMs: number
  /** Exclusive; null: it still holds. */
  readonly toMs: number | null
  /** What was seen, with its figures. Of a doubt that still holds it stays true as time passes. */
  readonly message: string
}

/** Doubts of one rule that are known from earlier, so that a figure just at a limit doesn't come and go. */
export interface EarlierDoubts {
  /** Whether one of them touches the span; of one that still held, whether the span is where it begins or goes on. */
  covers(fromMs: number, toMs: number): boolean
}

/** Limits that made a doubt are eased by this much for it to go on. */
export const easedLimit = 0.8

/** firstMs: the window's first sample; what began before it goes on there, if it goes on. */
export const earlierDoubts = (known: readonly Doubt[], rule: QualityRule, firstMs: number): EarlierDoubts => {
  const own = known.filter((doubt) => doubt.rule === rule)
  // Whatever comes after a doubt without an end would touch it.
  const isItsPlace = (doubt: Doubt, fromMs: number): boolean =>
    doubt.toMs !== null || fromMs <= Math.max(doubt.fromMs, firstMs)
  return {
    covers: (fromMs, toMs) => own.some((doubt) => overlaps(doubt, fromMs, toMs) && isItsPlace(doubt, fromMs)),
  }
}

const overlaps = (doubt: Pick<Doubt, 'fromMs' | 'toMs'>, fromMs: number, toMs: number | null): boolean =>
  doubt.fromMs < (toMs ?? Infinity) && fromMs < (doubt.toMs ?? Infinity)

/**
 * What is to be believed from now on: what a window shows, joined to what was known before.
 *
 * A window shows little of its own beginning: of a doubt that started there the length is missing, and what it is to be compared with. So before
 * `settledMs` nothing known is taken back and only what is new is added; a doubt that reaches beyond it keeps its start and gets its new end.
 * From there on what the window shows replaces what was known.
 *
 * found, known  each in any order, of one series
 * returns       oldest first; known doubts that ended before `settledMs` among them
 */
export const joinDoubts = (found: readonly Doubt[], known: readonly Doubt[], settledMs: number): Doubt[] => {
  const kept = known.filter(({ fromMs }) => fromMs < settledMs).map((doubt) => goOn(doubt, found, settledMs))
  const added = found.filter(
    ({ rule, fromMs, toMs }) => !kept.some((doubt) => doubt.rule === rule && overlaps(doubt, fromMs, toMs)),
  )
  return [...kept, ...added].sort((a, b) => a.fromMs - b.fromMs || (a.rule < b.rule ? -1 : 1))
}

/** A known doubt with the end that the window shows for it. */
const goOn = (known: Doubt, found: readonly Doubt[], settledMs: number): Doubt => {
  if (known.toMs !== null && known.toMs < settledMs) return known
  const match = found.find(
    ({ rule, fromMs, toMs }) => rule === known.rule && fromMs <= settledMs && overlaps(known, fromMs, toMs),
  )
  if (match === undefined) return { ...known, toMs: known.toMs ?? settledMs }
  return match.toMs === known.toMs ? known : { ...known, toMs: match.toMs, message: match.message }
}
