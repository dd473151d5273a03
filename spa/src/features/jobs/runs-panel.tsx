import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Run } from '@tieback/contracts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { useAddress } from '../../app/use-address.ts'
import { FilterSelect } from '../../ui/filter-select.tsx'
import type { Column } from '../../ui/record-table.tsx'
import { RunTable } from '../../ui/run-table.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { useSite } from '../../ui/site-context.ts'
import classes from './jobs.module.css'
import { type RunFilter, runsQuery, runStatusOf } from './jobs.queries.ts'

interface RunsPanelProps {
  readonly filter: RunFilter
  readonly onFilter: (filter: Partial<RunFilter>) => void
}

/** Jobs that record their runs; others that are met among the runs are offered as well. */
const jobNames = [
  ...['backfill-days', 'backfill-hourly', 'backfill-production', 'discover-source'],
  ...['ingest-hourly', 'ingest-production', 'ingest-samples', 'replay-quarantine'],
]

const statuses = [
  { value: '', label: 'all' },
  { value: 'running', label: 'running' },
  { value: 'succeeded', label: 'succeeded' },
  { value: 'failed', label: 'failed' },
] as const

/** What each run of a source's jobs read, wrote and refused, newest first. */
export function RunsPanel({ filter, onFilter }: RunsPanelProps) {
  const { address } = useAddress()
  const query = useInfiniteQuery(runsQuery(filter, address))
  const runs = query.data?.pages.flatMap(({ data }) => data.runs) ?? []
  const names = [...new Set([...jobNames, ...runs.map(({ job }) => job)])].toSorted()
  return (
    <AnswerPanel title="Runs" note="newest first" query={{ ...query, data: query.data?.pages[0] }} height={420} isOwn>
      {() => (
        <>
          <div className={classes.filters}>
            <Segmented
              label="State of the runs"
              options={statuses}
              value={runStatusOf(filter.status) ?? ''}
              onChange={(status) => {
                onFilter({ status: status === '' ? null : status })
              }}
            />
            <FilterSelect
              label="Job"
              all="all jobs"
              options={names.map((name) => ({ value: name, label: name }))}
              value={filter.job}
              onChange={(job) => {
                onFilter({ job })
              }}
            />
          </div>
          {runs.length === 0 ? <NoRuns filter={filter} onFilter={onFilter} /> : <RunList runs={runs} />}
          {query.hasNextPage && (
            <div className={classes.more}>
              <Button
                variant="default"
                size="compact-sm"
                disabled={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                Older runs
              </Button>
            </div>
          )}
        </>
      )}
    </AnswerPanel>
  )
}

function RunList({ runs }: { readonly runs: readonly Run[] }) {
  const { sourceNames } = useSite()
  const source: Column<Run> = { title: 'Source', cell: ({ sourceId }) => sourceNames.get(sourceId) ?? sourceId }
  return <RunTable label="Runs" runs={runs} extra={[source]} />
}

function NoRuns({ filter: { source, job, status }, onFilter }: RunsPanelProps) {
  const isFiltered = source !== null || job !== null || runStatusOf(status) !== null
  return (
    <p className={classes.none}>
      {isFiltered ? 'No run of this kind.' : 'No job has run yet.'}
      {isFiltered && (
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => {
            onFilter({ source: null, job: null, status: null })
          }}
        >
          All runs
        </Button>
      )}
    </p>
  )
}
