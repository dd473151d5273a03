import { useQuery, useQueryClient } from '@tanstack/react-query'
import { apiContract, type ProductionDay } from '@tieback/contracts'
import { useEffect, useMemo, useRef } from 'react'
import { sourcesQuery } from '../../features/sources/sources.queries.ts'
import type { Site } from '../../ui/site-context.ts'
import { useAddress } from '../use-address.ts'
import { useAllowed } from '../use-allowed.ts'

/** The clock and the source names that every widget prints with. */
export function useSiteOf(day: ProductionDay | null): Site {
  const { address } = useAddress()
  const mayRead = useAllowed(apiContract.sources.listSources)
  const sources = useQuery({ ...sourcesQuery(address), enabled: mayRead }).data?.data.sources
  const timeZone = day?.timeZone ?? 'UTC'
  return useMemo(() => {
    const down = sources?.filter((source) => source.status === 'down')
    return {
      timeZone,
      sourceNames: new Map(sources?.map((source) => [source.id, source.name])),
      downSources: new Map(down?.map((source) => [source.id, source.message])),
    }
  }, [timeZone, sources])
}

/** Asks for everything again when a source went down or came back: the widgets that rest on it should not wait their turn. */
export function useRefreshOnOutage({ downSources }: Site): void {
  const queries = useQueryClient()
  const down = [...downSources.keys()].join(' ')
  const known = useRef(down)
  useEffect(() => {
    if (known.current === down) return
    known.current = down
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'sources.listSources' })
  }, [queries, down])
}
