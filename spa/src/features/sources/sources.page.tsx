import { noop, type QueryClient, useQuery } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router'
import { parseAddress } from '../../app/address.ts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { OperationsNav } from '../../app/operations-nav.tsx'
import { useAddress } from '../../app/use-address.ts'
import { SourceTable } from './source-table.tsx'
import classes from './sources.module.css'
import { sourcesQuery } from './sources.queries.ts'

/** Starts reading before the page draws; the page shows a failure itself. */
export const loadSources =
  (queries: QueryClient) =>
  ({ request }: LoaderFunctionArgs): null => {
    queries.query(sourcesQuery(parseAddress(new URL(request.url).searchParams))).catch(noop)
    return null
  }

/** Each source: whether it answers, how far its data reach, how its calls fare, what was refused. */
export function SourcesPage() {
  const { address } = useAddress()
  const query = useQuery(sourcesQuery(address))
  return (
    <div className={classes.page}>
      <title>Sources · Tieback</title>
      <OperationsNav current="Sources" />
      <AnswerPanel title="State" note="what needs somebody first" query={query} height={420} isOwn>
        {({ data }) => <SourceTable sources={data.sources} />}
      </AnswerPanel>
    </div>
  )
}
