import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { refreshSources } from '../../app/use-followed-job.ts'
import { checkSource } from './sources.queries.ts'

/** What became of asking a source who it is: under way as a job, or not even that. */
export type Check =
  | { readonly kind: 'asking' }
  | { readonly kind: 'job'; readonly id: string }
  | { readonly kind: 'refused'; readonly error: Error }

interface Checks {
  /** By source; those that were asked since the page was opened. */
  readonly checks: ReadonlyMap<string, Check>
  readonly start: (sourceId: string) => void
}

/** The newest check of each source. */
export function useChecks(): Checks {
  const [checks, setChecks] = useState<ReadonlyMap<string, Check>>(new Map())
  const queries = useQueryClient()
  const set = (sourceId: string, check: Check) => {
    setChecks((current) => new Map(current).set(sourceId, check))
  }
  const { mutate } = useMutation({
    mutationFn: checkSource,
    retry: false,
    onMutate: (sourceId) => {
      set(sourceId, { kind: 'asking' })
    },
    onSuccess: ({ id }, sourceId) => {
      set(sourceId, { kind: 'job', id })
      void refreshSources(queries)
    },
    onError: (error, sourceId) => {
      set(sourceId, { kind: 'refused', error })
    },
  })
  return { checks, start: mutate }
}
