import { noop, type QueryClient, useQuery } from '@tanstack/react-query'
import type { Meta, SourceState, Summary, SummaryTile } from '@tieback/contracts'
import type { LoaderFunctionArgs } from 'react-router'
import { parseAddress } from '../../app/address.ts'
import { adviseOn, isOfEndedSession } from '../../app/api-problem.ts'
import { useAddress } from '../../app/use-address.ts'
import { useServerNow } from '../../ui/clock.ts'
import { FreshnessStamp } from '../../ui/freshness-stamp.tsx'
import { formatWithUnit } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { OutdatedView, ProblemView } from '../../ui/problem-view.tsx'
import { factsOf } from '../../ui/quantities.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { formatDay } from '../../ui/time-format.ts'
import { RecentChanges } from './change-list.tsx'
import { DoubtedSeries } from './doubted-series.tsx'
import { headline } from './headline.ts'
import { HistoricAssets, isHistoric } from './historic-assets.tsx'
import classes from './overview.module.css'
import { summaryQuery } from './overview.queries.ts'
import { SourceStrip } from './source-strip.tsx'
import { NowRate, Tile } from './tile.tsx'

/** Starts reading before the page draws; the page shows whatever is there, a failure included, so nothing waits. */
export const loadOverview =
  (queries: QueryClient) =>
  ({ request }: LoaderFunctionArgs): null => {
    queries.query(summaryQuery(parseAddress(new URL(request.url).searchParams))).catch(noop)
    return null
  }

/** The portfolio: the day in one sentence, a tile for each asset, what changed, and how the sources are. */
export function OverviewPage() {
  const { address } = useAddress()
  const query = useQuery(summaryQuery(address))
  const answer = query.data
  const Failure = answer ? OutdatedView : ProblemView
  return (
    <div className={classes.page}>
      <title>Overview · Tieback</title>
      {query.error && !(answer && isOfEndedSession(query.error)) && (
        <Failure problem={adviseOn(query.error)} onRetry={() => void query.refetch()} />
      )}
      {!answer && !query.error && <Skeleton height={420} />}
      {answer && <Portfolio summary={answer.data} meta={answer.meta} isPending={query.isPlaceholderData} />}
      <div className={classes.columns}>
        <RecentChanges />
        <div className={classes.column}>
          <DoubtedSeries />
          {answer && (
            <Panel title="Sources" note="that this page rests on">
              <SourceStrip sources={answer.meta.sources} />
            </Panel>
          )}
        </div>
      </div>
    </div>
  )
}

interface PortfolioProps {
  readonly summary: Summary
  readonly meta: Meta
  readonly isPending: boolean
}

/** What the tiles rest on: a neighbour's dead historian, or a finished import, is no news here. Where none are named, what the page rests on. */
function sourcesOf(tiles: readonly SummaryTile[], { sources }: Meta): readonly SourceState[] {
  const named = new Set(tiles.flatMap((tile) => tile.sourceIds))
  const own = sources.filter((source) => named.has(source.id))
  return own.length > 0 ? own : sources
}

function Portfolio({ summary, meta, isPending }: PortfolioProps) {
  const now = useServerNow(60_000)
  const [main, ...others] = summary.total
  const tiles = summary.tiles.filter((tile) => !isHistoric(tile))
  const sources = sourcesOf(tiles, meta)
  return (
    <div className={classes.portfolio} data-pending={isPending || undefined} aria-busy={isPending}>
      <div>
        <h1 className={classes.headline}>{headline(summary, meta.provisional, now)}</h1>
        <p className={classes.others}>
          {others.map((kpi) => (
            <span key={kpi.quantity}>
              {factsOf(kpi.quantity).title}{' '}
              {formatWithUnit(kpi.actual.value, kpi.unit, kpi.quantity, summary.unitSystem)}
            </span>
          ))}
          {main && <NowRate now={summary.now} quantity={main.quantity} unitSystem={summary.unitSystem} />}
          <FreshnessStamp meta={{ ...meta, sources }} />
        </p>
      </div>
      <div className={classes.tiles}>
        {tiles.map((tile) => (
          <Tile
            key={tile.node.id}
            tile={tile}
            sources={sourcesOf([tile], meta)}
            asOf={meta.asOf}
            unitSystem={summary.unitSystem}
          />
        ))}
        {summary.tiles.length === 0 && <p>No asset is known yet. Sources shows what has been read so far.</p>}
      </div>
      <HistoricAssets
        tiles={summary.tiles.filter(isHistoric)}
        dayTitle={summary.day ? formatDay(summary.day.day) : 'this day'}
        unitSystem={summary.unitSystem}
      />
    </div>
  )
}
