import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query'
import type { Job } from '@tieback/contracts'
import { refreshSources } from './use-followed-job.ts'

/** Something that is done to a source: it becomes a job, which `onJob` hears of. Never sent twice by itself. */
export function useOperation<Input = void>(
  send: (input: Input) => Promise<Job>,
  onJob: (job: Job) => void,
): UseMutationResult<Job, Error, Input> {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    retry: false,
    onSuccess: (job) => {
      onJob(job)
      void refreshSources(queries)
    },
  })
}
