import { noop, type QueryClient, useQuery } from '@tanstack/react-query'
import type { Source } from '@tieback/contracts'
import type { LoaderFunctionArgs } from 'react-router'
import { parseAddress } from '../../app/address.ts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { useAddress } from '../../app/use-address.ts'
import { useServerNow } from '../../ui/clock.ts'
import { formatNumber, noData } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { useSite } from '../../ui/site-context.ts'
import { markOfSource, StateMark } from '../../ui/state-mark.tsx'
import tableClasses from '../../ui/table.module.css'
import { formatAge, formatInstant } from '../../ui/time-format.ts'
import { sourceKindTitle, sourceStatusTitle, wordFor } from '../../ui/wording.ts'
import { SourceDetail } from './source-detail.tsx'
import classes from './sources.module.css'
import { sourcesQuery } from './sources.queries.ts'

/** Starts reading before the page draws; the page shows a failure itself. */
export const loadSources =
  (queries: QueryClient) =>
  ({ request }: LoaderFunctionArgs): null => {
    queries.query(sourcesQuery(parseAddress(new URL(request.url).searchParams))).catch(noop)
    return null
  }

/** Each source: whether it answers, how far its data reach, what was refused, what its jobs did. */
export function SourcesPage() {
  const { address } = useAddress()
  const query = useQuery(sourcesQuery(address))
  const sources = query.data?.data.sources ?? []
  return (
    <div className={classes.page}>
      <title>Sources · Tieback</title>
      <h1 className={classes.title}>Sources</h1>
      <AnswerPanel title="State" query={query} height={200}>
        {({ data }) => <SourceTable sources={data.sources} />}
      </AnswerPanel>
      {sources.map((source) => (
        <Panel
          key={source.id}
          title={source.name}
          note={wordFor(sourceKindTitle, source.kind)}
          isDegraded={source.status === 'down'}
          testId={`source-${source.id}`}
        >
          <SourceDetail source={source} />
        </Panel>
      ))}
    </div>
  )
}

function SourceTable({ sources }: { readonly sources: readonly Source[] }) {
  if (sources.length === 0) return <p>No source is configured.</p>
  return (
    <div className={tableClasses.scroll} tabIndex={0} role="region" aria-label="State of the sources">
      <table className={tableClasses.table}>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">State</th>
            <th scope="col">Data to</th>
            <th scope="col" data-align="end">
              Age
            </th>
            <th scope="col" data-align="end">
              Last success
            </th>
            <th scope="col" data-align="end">
              Every
            </th>
            <th scope="col" data-align="end">
              Rows in 24 h
            </th>
            <th scope="col" data-align="end">
              Quarantine
            </th>
            <th scope="col">Message</th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <SourceRow key={source.id} source={source} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function SourceRow({ source }: { readonly source: Source }) {
  const { timeZone } = useSite()
  const now = useServerNow()
  const ageOf = (instant: string | null) => (instant === null ? noData : formatAge(now - Date.parse(instant)))
  return (
    <tr>
      <th scope="row">{source.name}</th>
      <td>
        <StateMark mark={markOfSource(source.status)} word={wordFor(sourceStatusTitle, source.status)} />
      </td>
      <td>{source.asOf === null ? noData : formatInstant(source.asOf, timeZone)}</td>
      <td data-align="end">{ageOf(source.asOf)}</td>
      <td data-align="end">{source.lastSuccessAt === null ? 'never' : `${ageOf(source.lastSuccessAt)} ago`}</td>
      <td data-align="end">{source.expectedEveryS === null ? 'once' : formatAge(source.expectedEveryS * 1_000)}</td>
      <td data-align="end">{formatNumber(source.rowsLastDay, 0)}</td>
      <td data-align="end">
        {source.quarantined === 0 ? '0' : <StateMark mark="warning" word={formatNumber(source.quarantined, 0)} />}
      </td>
      <td className={tableClasses.wrap}>{source.message}</td>
    </tr>
  )
}
