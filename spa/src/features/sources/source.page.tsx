import { useQuery } from '@tanstack/react-query'
import type { Job, Source } from '@tieback/contracts'
import { ActionIcon } from '@mantine/core'
import { Link, useParams, useSearchParams } from 'react-router'
import { adviseOn, isOfEndedSession } from '../../app/api-problem.ts'
import { JobLine } from '../../app/job-line.tsx'
import { useAddress } from '../../app/use-address.ts'
import { changePageSearch, usePageSearch } from '../../app/use-page-search.ts'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Panel } from '../../ui/panel.tsx'
import { OutdatedView, ProblemView } from '../../ui/problem-view.tsx'
import { RunTable } from '../../ui/run-table.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { QuarantineTab } from './quarantine-tab.tsx'
import { SchemasPanel } from './schemas-panel.tsx'
import { sortSources } from './source-health.ts'
import { SourceHeading, SourceTrail } from './source-heading.tsx'
import { SourceState } from './source-state.tsx'
import { sourceTabs, tabOf } from './source-tabs.ts'
import classes from './sources.module.css'
import { sourcesQuery } from './sources.queries.ts'

export { loadSources as loadSource } from './sources.page.tsx'

/** What the address says besides the path: the part, which refused rows, and the job that was asked for last. */
const searchNames = ['tab', 'dataset', 'reason', 'job'] as const

/** One source: how it stands, its runs, what was refused, what its rows look like; and what can be asked of it. */
export function SourcePage() {
  const id = useParams()['source'] ?? ''
  const { address } = useAddress()
  const query = useQuery(sourcesQuery(address))
  const sources = sortSources(query.data?.data.sources ?? [])
  const source = sources.find((each) => each.id === id)
  const retry = () => void query.refetch()
  if (!query.data)
    return query.error ? <ProblemView problem={adviseOn(query.error)} onRetry={retry} /> : <Skeleton height={600} />
  if (!source) return <NoSuchSource id={id} />
  const { asOf } = query.data.meta
  return (
    <div className={classes.page}>
      <title>{`${source.name} · Tieback`}</title>
      {query.error && !isOfEndedSession(query.error) && (
        <OutdatedView problem={adviseOn(query.error)} onRetry={retry} />
      )}
      <SourceTrail source={source} siblings={sources} />
      <SourceView key={id} source={source} />
      <FreshnessStamp meta={{ asOf, sources: [source] }} />
    </div>
  )
}

function SourceView({ source }: { readonly source: Source }) {
  const { values, change } = usePageSearch(searchNames)
  const follow = ({ id }: Job) => {
    change({ job: id }, { replace: true })
  }
  return (
    <>
      <SourceHeading source={source} onJob={follow} />
      {source.message !== null && <p className={classes.message}>{source.message}</p>}
      {values.job !== null && (
        <div className={classes.followed}>
          <JobLine id={values.job} hasName />
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-label="Close"
            onClick={() => {
              change({ job: null }, { replace: true })
            }}
          >
            <Icon name="close" />
          </ActionIcon>
        </div>
      )}
      <Tabs source={source} />
      <TabContent source={source} onJob={follow} />
    </>
  )
}

function Tabs({ source }: { readonly source: Source }) {
  const [search] = useSearchParams()
  const current = tabOf(search.get('tab'))
  return (
    <nav className={classes.tabs} aria-label={`Parts of ${source.name}`}>
      {sourceTabs.map(({ id, title }) => (
        <Link
          key={id}
          to={`?${changePageSearch(search, { tab: id === 'state' ? null : id }).toString()}`}
          aria-current={id === current ? 'page' : undefined}
          preventScrollReset
        >
          {title}
          {id === 'quarantine' && source.quarantined > 0 && ` ${String(source.quarantined)}`}
        </Link>
      ))}
    </nav>
  )
}

interface TabContentProps {
  readonly source: Source
  readonly onJob: (job: Job) => void
}

function TabContent({ source, onJob }: TabContentProps) {
  const { values, change } = usePageSearch(searchNames)
  switch (tabOf(values.tab)) {
    case 'state':
      return <SourceState source={source} />
    case 'runs':
      return <RunsPanel source={source} />
    case 'quarantine':
      return <QuarantineTab sourceId={source.id} filter={values} onFilter={change} onJob={onJob} />
    case 'schemas':
      return <SchemasPanel schemas={source.schemas} />
  }
}

function RunsPanel({ source: { id, name, recentRuns } }: { readonly source: Source }) {
  const { carried } = useAddress()
  const search = new URLSearchParams(carried)
  search.set('source', id)
  return (
    <Panel
      title="Newest runs"
      actions={<Link to={`/jobs?${search.toString()}`}>All runs and jobs of this source</Link>}
    >
      {recentRuns.length === 0 ? <p>It has not run yet.</p> : <RunTable label={`Runs of ${name}`} runs={recentRuns} />}
    </Panel>
  )
}

function NoSuchSource({ id }: { readonly id: string }) {
  const { carried } = useAddress()
  return (
    <div className={classes.page}>
      <title>No such source · Tieback</title>
      <h1 className={classes.title}>No such source</h1>
      <p>
        Nothing is configured under the id <code>{id}</code>, or it was not yet then.{' '}
        <Link to={`/sources${carried}`}>All sources</Link>
      </p>
    </div>
  )
}
