import type { JobCounts } from '@tieback/contracts'
import { formatNumber } from '../../ui/format.ts'
import { jobStateTitle } from '../../ui/wording.ts'

/** A choice of the switch over the queue. */
export interface JobChoice {
  /** Empty: jobs in any state. */
  readonly value: string
  readonly label: string
}

const counted = ['waiting', 'active', 'delayed', 'failed'] as const satisfies readonly (keyof JobCounts)[]

/** States to choose from, each with how many jobs are in it; what has succeeded isn't counted: it is over. */
export const listJobChoices = (counts: JobCounts): JobChoice[] => [
  { value: '', label: 'all' },
  ...counted.map((state) => ({ value: state, label: `${jobStateTitle[state]} ${formatNumber(counts[state], 0)}` })),
  { value: 'succeeded', label: jobStateTitle.succeeded },
]
