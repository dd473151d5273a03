import { queryOptions, useQuery } from '@tanstack/react-query'
import { createContext, useContext, useEffect } from 'react'
import type { ConfiguredFlags } from './configured-flags.ts'
import { readRuntimeConfig, type RuntimeConfig } from './runtime-config.ts'

/** What the page knows about where it runs. */
export const ConfigContext = createContext<RuntimeConfig>({ apiBaseUrl: '', flags: {}, notServed: null })

export const useConfig = (): RuntimeConfig => useContext(ConfigContext)

/** How often a page that stays open looks whether a flag was switched, ms; it also looks when the reader comes back to it. */
const refreshMs = 60_000

const configQuery = (initial: RuntimeConfig) =>
  queryOptions({
    queryKey: ['config'],
    queryFn: () => readRuntimeConfig(),
    initialData: initial,
    refetchInterval: refreshMs,
    refetchOnWindowFocus: 'always',
  })

/** The configuration, read again while the page is open. One that can't be read changes nothing; another address of the API waits for a reload. */
export function useFreshConfig(initial: RuntimeConfig, flags: ConfiguredFlags): RuntimeConfig {
  const { data } = useQuery(configQuery(initial))
  useEffect(() => {
    flags.update(data.flags)
  }, [data, flags])
  return data
}
