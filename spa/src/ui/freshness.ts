import type { SourceState } from '@tieback/contracts'

/** How old a widget's data are, and whether one of its sources has stopped. */
export interface Freshness {
  readonly kind: 'fresh' | 'lagging' | 'down' | 'unknown'
  /** The source that decides: the one that is down, else the one that is furthest behind. */
  readonly source: SourceState | null
  readonly othersDown: number
}

/** The sources of an answer, those that have gone down since it was given shown as such. */
export function presentSources(
  sources: readonly SourceState[],
  down: ReadonlyMap<string, string | null>,
): readonly SourceState[] {
  return sources.map((source) => {
    const message = down.get(source.id)
    return message === undefined ? source : { ...source, status: 'down', message }
  })
}

/** Whether a widget shows last good values instead of present ones. */
export const isDegraded = (sources: readonly SourceState[]): boolean =>
  sources.some((source) => source.status === 'down')

const byAge = (left: SourceState, right: SourceState): number =>
  Date.parse(left.asOf ?? '') - Date.parse(right.asOf ?? '')

/** The one source that a stamp must name. Finished imports count only where there is nothing else: they don't age. */
export function freshnessOf(meta: { readonly sources: readonly SourceState[] }): Freshness {
  const down = meta.sources.filter((source) => source.status === 'down')
  const first = down[0]
  if (first) return { kind: 'down', source: first, othersDown: down.length - 1 }
  const known = meta.sources.filter((source) => source.asOf !== null)
  const running = known.filter((source) => source.status !== 'idle')
  const source = (running.length > 0 ? running : known).toSorted(byAge)[0]
  if (!source) return { kind: 'unknown', source: null, othersDown: 0 }
  return { kind: source.status === 'lagging' ? 'lagging' : 'fresh', source, othersDown: 0 }
}
