import type { DayLabel } from '@tieback/contracts'

/** What a file says of an object on one day. */
export interface Sighting<State> {
  readonly day: DayLabel
  readonly state: State
}

export interface Version<State> {
  readonly state: State
  /** Half-open; null: since ever, for ever. */
  readonly validFrom: DayLabel | null
  readonly validTo: DayLabel | null
}

/**
 * The spans over which an object's state stayed the same. The first reaches back and the last forward for ever,
 * for a file's first and last day say nothing of when the object came and went.
 *
 * keyOf  what makes two states the same
 */
export function toVersions<State>(
  sightings: readonly Sighting<State>[],
  keyOf: (state: State) => string,
): Version<State>[] {
  const changes: Sighting<State>[] = []
  for (const sighting of sightings.toSorted((a, b) => a.day.localeCompare(b.day))) {
    const last = changes.at(-1)
    if (last === undefined || keyOf(last.state) !== keyOf(sighting.state)) changes.push(sighting)
  }
  return changes.map(({ state, day }, index) => ({
    state,
    validFrom: index === 0 ? null : day,
    validTo: changes[index + 1]?.day ?? null,
  }))
}
