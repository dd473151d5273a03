import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

type Values<Name extends string> = Readonly<Record<Name, string | null>>

interface PageSearch<Name extends string> {
  /** Null where the address doesn't say. */
  readonly values: Values<Name>
  /** Applies a change; null takes a name away. Steps that a reader would want to undo go into the history; `replace` is for the rest. */
  readonly change: (change: Partial<Values<Name>>, options?: { replace: boolean }) => void
}

/** A page's own part of the address. It isn't carried to other pages. `names` stay the same for as long as the component is there. */
export function usePageSearch<Name extends string>(names: readonly Name[]): PageSearch<Name> {
  const [search, setSearch] = useSearchParams()
  const change = useCallback<PageSearch<Name>['change']>(
    (patch, options) => {
      setSearch((current) => changePageSearch(current, patch), {
        replace: options?.replace ?? false,
        preventScrollReset: true,
      })
    },
    [setSearch],
  )
  return useMemo(() => ({ values: readPageSearch(search, names), change }), [search, names, change])
}

/** What an address says under each of the names. */
export function readPageSearch<Name extends string>(search: URLSearchParams, names: readonly Name[]): Values<Name> {
  // Safe: the entries are those of the names, one each.
  return Object.fromEntries(names.map((name) => [name, search.get(name) || null])) as Values<Name>
}

/** The search part with a change applied; the names that it doesn't mention stay. */
export function changePageSearch(
  search: URLSearchParams,
  change: Readonly<Record<string, string | null | undefined>>,
): URLSearchParams {
  const next = new URLSearchParams(search)
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined) next.delete(name)
    else next.set(name, value)
  }
  return next
}
