import { Button } from '@mantine/core'
import { noop, type QueryClient, useInfiniteQuery } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { OperationsNav } from '../../app/operations-nav.tsx'
import { readPageSearch, usePageSearch } from '../../app/use-page-search.ts'
import { AuditFilters } from './audit-filters.tsx'
import { type AuditFilter, isFiltering, noFilter, searchNames } from './audit-filter.ts'
import classes from './audit.module.css'
import { auditQuery } from './audit.queries.ts'
import { AuditTable } from './audit-table.tsx'
import { Checkpoint } from './checkpoint.tsx'
import { ExportButton } from './export-button.tsx'

/** Starts reading before the page draws; the page shows a failure itself. */
export const loadAudit =
  (queries: QueryClient) =>
  ({ request }: LoaderFunctionArgs): null => {
    const filter = readPageSearch(new URL(request.url).searchParams, searchNames)
    queries.infiniteQuery(auditQuery(filter)).catch(noop)
    return null
  }

/** Who did what, when and to what; and how far the chain of it is signed. */
export function AuditPage() {
  const { values, change } = usePageSearch(searchNames)
  const query = useInfiniteQuery(auditQuery(values))
  const entries = query.data?.pages.flatMap(({ data }) => data.entries) ?? []
  return (
    <div className={classes.page}>
      <title>Audit log · Tieback</title>
      <OperationsNav current="Audit log" />
      <AnswerPanel
        title="What was done"
        note="newest first"
        query={{ ...query, data: query.data?.pages[0] }}
        height={480}
        isOwn
        actions={
          <>
            <Button
              variant="default"
              size="compact-xs"
              disabled={query.isFetching}
              onClick={() => void query.refetch()}
            >
              Read again
            </Button>
            <ExportButton filter={values} />
          </>
        }
      >
        {({ data: { checkpoint } }) => (
          <>
            <AuditFilters filter={values} onFilter={change} />
            {entries.length === 0 ? (
              <NoEntries filter={values} onFilter={change} />
            ) : (
              <AuditTable entries={entries} onFilter={change} />
            )}
            {query.hasNextPage && (
              <div className={classes.more}>
                <Button
                  variant="default"
                  size="compact-sm"
                  disabled={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Older entries
                </Button>
              </div>
            )}
            <Checkpoint checkpoint={checkpoint} />
          </>
        )}
      </AnswerPanel>
    </div>
  )
}

interface NoEntriesProps {
  readonly filter: AuditFilter
  readonly onFilter: (filter: Partial<AuditFilter>) => void
}

function NoEntries({ filter, onFilter }: NoEntriesProps) {
  return (
    <p className={classes.none}>
      {isFiltering(filter) ? 'Nothing of this kind is recorded.' : 'Nothing is recorded yet.'}
      {isFiltering(filter) && (
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => {
            onFilter(noFilter)
          }}
        >
          All entries
        </Button>
      )}
    </p>
  )
}
