import type { Quality } from '@tieback/contracts'
import { type Doubt, judgeSeries, profileSeries, type SeriesFacts, type SeriesProfile } from '@tieback/domain'

/** A series with its whole history. */
export interface History {
  readonly name: string
  /** Series of one node are siblings; so are those of one quantity. */
  readonly node: string
  readonly facts: SeriesFacts
  readonly at: Float64Array
  readonly value: readonly (number | null)[]
  readonly quality: readonly Quality[]
}

/** How a window goes over a history. */
export interface Walk {
  readonly windowMs: number
  readonly stepMs: number
}

const leadShare = 0.25

/** Index of the first instant that isn't before `ms`. */
function indexAt(at: Float64Array, ms: number): number {
  let [low, high] = [0, at.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((at[middle] ?? Infinity) < ms) low = middle + 1
    else high = middle
  }
  return low
}

interface Window {
  readonly fromMs: number
  readonly toMs: number
}

function cut({ at, value, quality, facts }: History, { fromMs, toMs }: Window): SeriesProfile {
  const [first, end] = [indexAt(at, fromMs), indexAt(at, toMs)]
  const columns = { at: at.slice(first, end), value: value.slice(first, end), quality: quality.slice(first, end) }
  return profileSeries(columns, facts)
}

/**
 * What the rules doubt of some series that are judged together, by name: as the job does it, in a window that slides over their
 * history, each time with what the time before brought.
 */
export function judgeHistory(series: readonly History[], { windowMs, stepMs }: Walk): Map<string, readonly Doubt[]> {
  const known = new Map<string, readonly Doubt[]>(series.map(({ name }) => [name, []]))
  const startMs = Math.min(...series.map(({ at }) => at[0] ?? Infinity))
  const endMs = Math.max(...series.map(({ at }) => at.at(-1) ?? -Infinity)) + 1
  for (let toMs = Math.min(endMs, startMs + windowMs); ; toMs = Math.min(endMs, toMs + stepMs)) {
    judgeWindow(series, known, { fromMs: toMs - windowMs, toMs })
    if (toMs >= endMs) return known
  }
}

function judgeWindow(series: readonly History[], known: Map<string, readonly Doubt[]>, window: Window): void {
  const profiles = series.map((each) => cut(each, window))
  for (const [index, { name, node, facts, at }] of series.entries()) {
    const profile = profiles[index]
    if (profile === undefined) continue
    const siblings = series.flatMap((other, place) => {
      const found = profiles[place]
      const isSameNode = other.node === node
      const isBeside = place !== index && (isSameNode || other.facts.quantity === facts.quantity)
      return found === undefined || !isBeside ? [] : [{ profile: found, isSameNode }]
    })
    const settledMs = window.fromMs + leadShare * (window.toMs - window.fromMs)
    const around = { siblings, known: known.get(name) ?? [], hourly: null, settledMs, toMs: window.toMs }
    known.set(name, judgeSeries(profile, { ...around, beforeMs: at[indexAt(at, window.fromMs) - 1] ?? null }))
  }
}
