import type { Job } from '@tieback/contracts'
import { formatNumber } from '../ui/format.ts'
import { useSite } from '../ui/site-context.ts'
import { markOfJob, StateMark } from '../ui/state-mark.tsx'
import { formatClock } from '../ui/time-format.ts'
import { jobStateTitle, wordFor } from '../ui/wording.ts'
import { adviseOn } from './api-problem.ts'
import classes from './job-line.module.css'
import { useFollowedJob } from './use-followed-job.ts'

interface JobLineProps {
  readonly id: string
  /** Left out where the line stands beside what was pressed. */
  readonly hasName?: boolean
}

/** Where a job stands, while it waits and runs, and what it came to. */
export function JobLine({ id, hasName = false }: JobLineProps) {
  const { data, error } = useFollowedJob(id)
  const job = data?.data
  return (
    <p className={classes.line} role="status">
      {hasName && <b>{job?.name ?? id}</b>}
      {job ? (
        <>
          <StateMark mark={markOfJob(job.state)} word={wordFor(jobStateTitle, job.state)} />
          <JobWords job={job} />
        </>
      ) : (
        <span className={classes.quiet}>{error ? adviseOn(error).title : 'asked for…'}</span>
      )}
    </p>
  )
}

/** What a job came to, why it failed, or when it is tried again. */
function JobWords({ job }: { readonly job: Job }) {
  const { timeZone } = useSite()
  const { outcome, message, nextTryAt, attempts, attemptsMax } = job
  const tries = attempts > 1 ? ` try ${formatNumber(attempts, 0)} of ${formatNumber(attemptsMax, 0)}` : ''
  return (
    <>
      {outcome !== null && <span>{outcome}</span>}
      {outcome === null && message !== null && <span>{message}</span>}
      {(nextTryAt !== null || tries !== '') && (
        <span className={classes.quiet}>
          {nextTryAt === null ? tries : `again at ${formatClock(nextTryAt, timeZone)},${tries}`}
        </span>
      )}
    </>
  )
}
