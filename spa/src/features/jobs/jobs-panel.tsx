import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { apiContract, type Job } from '@tieback/contracts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { useAddress } from '../../app/use-address.ts'
import { useAllowed } from '../../app/use-allowed.ts'
import { useOperation } from '../../app/use-operation.ts'
import { formatNumber } from '../../ui/format.ts'
import { type Column, RecordTable } from '../../ui/record-table.tsx'
import { RefusedOperation } from '../../app/refused-operation.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { type Site, useSite } from '../../ui/site-context.ts'
import { markOfJob, StateMark } from '../../ui/state-mark.tsx'
import { formatClock, formatInstant, formatInstantFull } from '../../ui/time-format.ts'
import { backendTitle, jobStateTitle, wordFor } from '../../ui/wording.ts'
import { listJobChoices } from './job-filter.ts'
import classes from './jobs.module.css'
import { type JobFilter, jobsQuery, jobStateOf, retryJob } from './jobs.queries.ts'

interface JobsPanelProps {
  readonly filter: JobFilter
  readonly onFilter: (filter: Partial<JobFilter>) => void
}

/** What waits, runs, is tried again and has failed. */
export function JobsPanel({ filter, onFilter }: JobsPanelProps) {
  const { address } = useAddress()
  const query = useQuery(jobsQuery(filter))
  return (
    <AnswerPanel
      title="Queue"
      note={
        query.data &&
        `in ${wordFor(backendTitle, query.data.data.backend)}${address.asOf === null ? '' : ', as it is now'}`
      }
      query={query}
      height={300}
      isOwn
    >
      {({ data: { counts, jobs } }) => (
        <>
          <div className={classes.filters}>
            <Segmented
              label="State of the jobs"
              options={listJobChoices(counts)}
              value={jobStateOf(filter.state) ?? ''}
              onChange={(state) => {
                onFilter({ state: state === '' ? null : state })
              }}
            />
          </div>
          <JobTable jobs={jobs} filter={filter} onFilter={onFilter} />
        </>
      )}
    </AnswerPanel>
  )
}

/** With names and messages of ordinary length, px. */
const tableWidth = 860

function JobTable({ jobs, filter, onFilter }: JobsPanelProps & { readonly jobs: readonly Job[] }) {
  const site = useSite()
  const mayRetry = useAllowed(apiContract.jobs.retryJob)
  if (jobs.length === 0) return <NoJobs filter={filter} onFilter={onFilter} />
  const retry: Column<Job> = {
    title: 'Retry',
    onCard: 'below',
    cell: (job) => (isStuck(job) ? <RetryAction job={job} /> : null),
  }
  return (
    <RecordTable
      label="Jobs in the queue"
      rows={jobs}
      keyOf={({ id }) => id}
      tableWidth={tableWidth}
      columns={[
        { title: 'Job', cell: (job) => <JobName job={job} /> },
        ...jobColumns(site),
        ...(mayRetry ? [retry] : []),
      ]}
    />
  )
}

function NoJobs({ filter: { state, source }, onFilter }: JobsPanelProps) {
  const isFiltered = jobStateOf(state) !== null || source !== null
  return (
    <p className={classes.none}>
      {isFiltered ? 'No job of this kind.' : 'The queue is empty.'}
      {isFiltered && (
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => {
            onFilter({ state: null, source: null })
          }}
        >
          All jobs
        </Button>
      )}
    </p>
  )
}

/** Whether trying again now changes anything. */
const isStuck = ({ state }: Job): boolean => state === 'failed' || state === 'delayed'

const JobName = ({ job: { id, name } }: { readonly job: Job }) => <span title={id}>{name}</span>

/** When the job got where it is. */
const sinceOf = ({ addedAt, startedAt, finishedAt }: Job): string => finishedAt ?? startedAt ?? addedAt

const jobColumns = ({ timeZone, sourceNames }: Site): Column<Job>[] => [
  {
    title: 'Source',
    cell: ({ sourceId }) => (sourceId === null ? null : (sourceNames.get(sourceId) ?? sourceId)),
  },
  {
    title: 'State',
    onCard: 'beside-name',
    cell: ({ state }) => <StateMark mark={markOfJob(state)} word={wordFor(jobStateTitle, state)} />,
  },
  {
    title: 'Since',
    cell: (job) => (
      <span title={`Asked for ${formatInstantFull(job.addedAt, timeZone)}`}>
        {formatInstant(sinceOf(job), timeZone)}
      </span>
    ),
  },
  {
    title: 'Tries',
    isNumber: true,
    cell: ({ attempts, attemptsMax }) => `${formatNumber(attempts, 0)} of ${formatNumber(attemptsMax, 0)}`,
  },
  {
    title: 'Next try',
    cell: ({ nextTryAt }) => (nextTryAt === null ? null : formatClock(nextTryAt, timeZone)),
  },
  { title: 'What it came to', isWide: true, cell: ({ outcome, message }) => outcome ?? message },
]

function RetryAction({ job: { id, name } }: { readonly job: Job }) {
  const retry = useOperation(
    () => retryJob(id),
    () => undefined,
  )
  return (
    <>
      <Button
        variant="default"
        size="compact-xs"
        aria-label={`Retry now: ${name}`}
        disabled={retry.isPending}
        onClick={() => {
          retry.mutate()
        }}
      >
        Retry now
      </Button>
      {retry.error && <RefusedOperation error={retry.error} />}
    </>
  )
}
