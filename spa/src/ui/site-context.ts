import type { SourceState } from '@tieback/contracts'
import { createContext, useContext } from 'react'
import { presentSources } from './freshness.ts'

/** What every widget needs to print a time or name a source. */
export interface Site {
  /** Zone of the site on screen. Never the browser's: a reader on another continent sees the site's clock. */
  readonly timeZone: string
  /** Names of sources by id; an id that isn't there yet stands for itself. */
  readonly sourceNames: ReadonlyMap<string, string>
  /** Sources that are down at this moment, with what they say of it: known sooner than each widget asks again. */
  readonly downSources: ReadonlyMap<string, string | null>
}

export const SiteContext = createContext<Site>({ timeZone: 'UTC', sourceNames: new Map(), downSources: new Map() })

/** The sources of an answer as they are now; an answer keeps the state that it was given under. */
export function usePresentSources(sources: readonly SourceState[]): readonly SourceState[] {
  const { downSources } = useSite()
  return presentSources(sources, downSources)
}

export const useSite = (): Site => useContext(SiteContext)
