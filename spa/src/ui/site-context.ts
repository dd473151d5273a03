import { createContext, useContext } from 'react'

/** What every widget needs to print a time or name a source. */
export interface Site {
  /** Zone of the site on screen. Never the browser's: a reader on another continent sees the site's clock. */
  readonly timeZone: string
  /** Names of sources by id; an id that isn't there yet stands for itself. */
  readonly sourceNames: ReadonlyMap<string, string>
}

export const SiteContext = createContext<Site>({ timeZone: 'UTC', sourceNames: new Map() })

export const useSite = (): Site => useContext(SiteContext)
