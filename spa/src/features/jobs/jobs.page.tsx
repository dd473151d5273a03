import { noop, type QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router'
import { parseAddress } from '../../app/address.ts'
import { OperationsNav } from '../../app/operations-nav.tsx'
import { readPageSearch, usePageSearch } from '../../app/use-page-search.ts'
import { FilterSelect } from '../../ui/filter-select.tsx'
import { useSite } from '../../ui/site-context.ts'
import { JobsPanel } from './jobs-panel.tsx'
import { jobsQuery, runsQuery } from './jobs.queries.ts'
import classes from './jobs.module.css'
import { RunsPanel } from './runs-panel.tsx'

/** What the address says besides the path: whose jobs, in which state; runs of which job, and how they ended. */
const searchNames = ['source', 'state', 'job', 'status'] as const

/** Starts reading before the page draws; the page shows a failure itself. */
export const loadJobs =
  (queries: QueryClient) =>
  ({ request }: LoaderFunctionArgs): null => {
    const { searchParams } = new URL(request.url)
    const values = readPageSearch(searchParams, searchNames)
    queries.query(jobsQuery(values)).catch(noop)
    queries.infiniteQuery(runsQuery(values, parseAddress(searchParams))).catch(noop)
    return null
  }

/** What is in the queue, what each run came to, and the way to try again. */
export function JobsPage() {
  const { values, change } = usePageSearch(searchNames)
  const { sourceNames } = useSite()
  return (
    <div className={classes.page}>
      <title>Jobs · Tieback</title>
      <div className={classes.heading}>
        <OperationsNav current="Jobs" />
        <FilterSelect
          label="Source"
          all="all sources"
          options={[...sourceNames].map(([value, label]) => ({ value, label }))}
          value={values.source}
          onChange={(source) => {
            change({ source })
          }}
        />
      </div>
      <JobsPanel filter={values} onFilter={change} />
      <RunsPanel filter={values} onFilter={change} />
    </div>
  )
}
