import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { apiContract, type Job, type QuarantineGroup, type QuarantineRow } from '@tieback/contracts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { NeededAccess } from '../../app/session/access-needed.tsx'
import { useAllowed } from '../../app/use-allowed.ts'
import { useOperation } from '../../app/use-operation.ts'
import { formatNumber } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { RefusedOperation } from '../../app/refused-operation.tsx'
import { useSite } from '../../ui/site-context.ts'
import { formatInstant } from '../../ui/time-format.ts'
import { Unfolding } from '../../ui/unfolding.tsx'
import { ownerTitle, wordFor } from '../../ui/wording.ts'
import classes from './quarantine.module.css'
import { RefusedRow } from './refused-row.tsx'
import { quarantineQuery, type RefusedFilter, replayQuarantine } from './sources.queries.ts'
import { useOperable } from './use-operable.ts'

interface QuarantineTabProps {
  readonly sourceId: string
  readonly filter: RefusedFilter
  readonly onFilter: (filter: RefusedFilter) => void
  readonly onJob: (job: Job) => void
}

const none: RefusedFilter = { dataset: null, reason: null }

/** What was refused, for whoever may see rows of the whole field. */
export function QuarantineTab(props: QuarantineTabProps) {
  const route = apiContract.sources.listQuarantine
  if (useAllowed(route)) return <Quarantine {...props} />
  return (
    <Panel title="Refused">
      <NeededAccess route={route} />
    </Panel>
  )
}

/** Why rows were refused, how many, whose to mend, and the rows themselves. */
function Quarantine({ sourceId, filter, onFilter, onJob }: QuarantineTabProps) {
  const query = useInfiniteQuery(quarantineQuery(sourceId, filter))
  const first = query.data?.pages[0]
  // The groups are of all rows, and the same on each page.
  const answer = { ...query, data: first } as const
  const rows = query.data?.pages.flatMap(({ data }) => data.rows) ?? []
  const isFiltered = filter.dataset !== null || filter.reason !== null
  return (
    <>
      <AnswerPanel title="Refused" note="by reason" query={answer} height={160} isOwn>
        {({ data: { groups } }) =>
          groups.length === 0 ? (
            <p>Nothing is refused.</p>
          ) : (
            <ul className={classes.groups}>
              {groups.map((group) => (
                <GroupLine
                  key={`${group.dataset} ${group.reason}`}
                  sourceId={sourceId}
                  group={group}
                  onFilter={onFilter}
                  onJob={onJob}
                />
              ))}
            </ul>
          )
        }
      </AnswerPanel>
      {first && first.data.groups.length > 0 && (
        <AnswerPanel title="Rows" note="refused last first" query={answer} height={320} isOwn>
          {() => (
            <>
              {isFiltered && <FilterLine filter={filter} onFilter={onFilter} />}
              {rows.length === 0 ? <p>No row is refused for this any more.</p> : <RowList rows={rows} />}
              {query.hasNextPage && (
                <div className={classes.more}>
                  <Button
                    variant="default"
                    size="compact-sm"
                    disabled={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    Older rows
                  </Button>
                </div>
              )}
            </>
          )}
        </AnswerPanel>
      )}
    </>
  )
}

interface GroupLineProps extends Pick<QuarantineTabProps, 'sourceId' | 'onFilter' | 'onJob'> {
  readonly group: QuarantineGroup
}

function GroupLine({ sourceId, group, onFilter, onJob }: GroupLineProps) {
  const { dataset, reason, owner, count, firstSeen, lastSeen, sample } = group
  const { timeZone } = useSite()
  const mayReplay = useOperable('replayQuarantine')
  const replay = useOperation(() => replayQuarantine(sourceId, { dataset, reason }), onJob)
  return (
    <li className={classes.group}>
      <div>
        <div className={classes.heading}>
          <b>{reason}</b>
          <span>
            {formatNumber(count, 0)} {count === 1 ? 'row' : 'rows'} of {dataset}
          </span>
          <span className={classes.quiet}>
            {formatInstant(firstSeen, timeZone)} – {formatInstant(lastSeen, timeZone)}
          </span>
        </div>
        <span className={classes.quiet}>To be mended by {wordFor(ownerTitle, owner)}</span>
      </div>
      <div className={classes.actions}>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={`Its rows: ${reason} in ${dataset}`}
          onClick={() => {
            onFilter({ dataset, reason })
          }}
        >
          Its rows
        </Button>
        {mayReplay && (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`Replay: ${reason} in ${dataset}`}
            disabled={replay.isPending}
            onClick={() => {
              replay.mutate()
            }}
          >
            Replay
          </Button>
        )}
      </div>
      {replay.error && <RefusedOperation error={replay.error} />}
      <p className={classes.message}>{sample.message}</p>
      <Unfolding className={classes.sample} summary="The row refused last">
        {() => <RefusedRow row={sample} />}
      </Unfolding>
    </li>
  )
}

function FilterLine({ filter: { dataset, reason }, onFilter }: Pick<QuarantineTabProps, 'filter' | 'onFilter'>) {
  return (
    <div className={classes.filter}>
      <span>
        Only {reason ?? 'what'} {dataset === null ? '' : `of ${dataset}`}
      </span>
      <Button
        variant="default"
        size="compact-xs"
        onClick={() => {
          onFilter(none)
        }}
      >
        All rows
      </Button>
    </div>
  )
}

function RowList({ rows }: { readonly rows: readonly QuarantineRow[] }) {
  const { timeZone } = useSite()
  return (
    <ul className={classes.rows}>
      {rows.map((row) => (
        <li key={row.id}>
          <Unfolding
            className={classes.open}
            summary={
              <>
                <span className={classes.key}>{row.key}</span>{' '}
                <span className={classes.quiet}>
                  {row.reason} · {formatNumber(row.times, 0)} × · last {formatInstant(row.lastSeen, timeZone)}
                </span>
              </>
            }
          >
            {() => (
              <>
                <p>{row.message}</p>
                <RefusedRow row={row} />
              </>
            )}
          </Unfolding>
        </li>
      ))}
    </ul>
  )
}
