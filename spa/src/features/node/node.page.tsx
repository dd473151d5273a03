import { noop, type QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { Meta, NodeDetail, NodeId, Performance, VolumeQuantity } from '@tieback/contracts'
import { addDays } from '@tieback/domain'
import type { LoaderFunctionArgs } from 'react-router'
import { useParams } from 'react-router'
import { type Address, type DayRange, fitToData, parseAddress } from '../../app/address.ts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { adviseOn, ApiProblem } from '../../app/api-problem.ts'
import { useFlag } from '../../app/config/use-flag.ts'
import { usePreview } from '../../app/preview/preview-context.ts'
import { useAddress } from '../../app/use-address.ts'
import { useNodeStates } from '../../app/use-node-states.ts'
import { ProblemView } from '../../ui/problem-view.tsx'
import { factsOf } from '../../ui/quantities.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { markOfState, StateMark } from '../../ui/state-mark.tsx'
import { formatDay, formatDays } from '../../ui/time-format.ts'
import { kindTitle, stateTitle, wellTypeTitle, wordFor } from '../../ui/wording.ts'
import { Breadcrumb } from './breadcrumb.tsx'
import { ChildrenPanels } from './children-panels.tsx'
import { FlowPanel } from './flow-panel.tsx'
import { GapList } from './gap-list.tsx'
import { IdentityPanel } from './identity-panel.tsx'
import { KpiStrip } from './kpi-strip.tsx'
import { NoDataNotice } from './no-data-notice.tsx'
import classes from './node.module.css'
import { gapQuery, kindOf, nodeQuery, performanceQuery } from './node.queries.ts'
import { gapQuantity, isEmpty, isPlanned, shownQuantity } from './performance-trend.ts'
import { SignalsPanel } from './signals-panel.tsx'
import { TrendPanel } from './trend-panel.tsx'
import { Waterfall } from './waterfall.tsx'

/** Waits for the node the first time it is visited, so that a wrong id is a page of its own; figures come as they come, and say themselves when they don't. */
export const loadNode =
  (queries: QueryClient) =>
  async ({ params, request }: LoaderFunctionArgs): Promise<null> => {
    const id = params.id ?? ''
    if (kindOf(id) === null) throw new ApiProblem(404, null, null)
    const address = parseAddress(new URL(request.url).searchParams)
    const cached = queries.getQueryData(nodeQuery(id, address).queryKey)
    queries.query(performanceQuery(id, cached ? fitToNode(address, cached) : address)).catch(noop)
    const isKnown = queries.getQueriesData({ queryKey: ['nodes.getNode', id] }).some(([, data]) => data !== undefined)
    const node = queries.query(nodeQuery(id, address))
    if (isKnown) node.catch(noop)
    else await node
    return null
  }

interface NodeAnswer {
  readonly data: NodeDetail
  readonly meta: Meta
}

/** The address in the step that the node is known by, counted back from the day that its answer ends on. */
function fitToNode(address: Address, { data: { dataRange }, meta }: NodeAnswer): Address {
  const lastDay = meta.productionDay?.day ?? dataRange?.lastDay
  return lastDay === undefined ? address : fitToData(address, dataRange, lastDay)
}

/** One page for every level: figures, ranked gaps beside the trend, the waterfall, the flow, what lies below. */
export function NodePage() {
  const id = useParams().id ?? ''
  const { address } = useAddress()
  const node = useQuery(nodeQuery(id, address))
  if (node.data) return <NodeView key={id} answer={node.data} />
  if (node.error) return <ProblemView problem={adviseOn(node.error)} onRetry={() => void node.refetch()} />
  return <Skeleton height={600} />
}

/** Whether trends show what a model expects. The server has no such figures yet, the preview does. */
function useHasForecast(): boolean {
  const isOn = useFlag('model-overlays')
  return usePreview() !== null && isOn
}

function NodeView({ answer }: { readonly answer: NodeAnswer }) {
  const { address } = useAddress()
  const { data: detail, meta } = answer
  const query = useQuery(performanceQuery(detail.node.id, fitToNode(address, answer), useHasForecast()))
  const performance = query.data?.data
  const range = performance && formatDays(performance.from, addDays(performance.to, -1))
  return (
    <div className={classes.page}>
      <title>{`${detail.node.name} · Tieback`}</title>
      <Breadcrumb detail={detail} />
      <NodeHeading answer={answer} />
      {performance && isEmpty(performance) ? (
        <NoDataNotice detail={detail} performance={performance} />
      ) : (
        <NodeFigures detail={detail} query={query} range={range} />
      )}
      {performance && <ChildrenPanels performance={performance} query={query} note={range} />}
      {(detail.node.kind === 'well' || detail.signals.length > 0) && (
        <SignalsPanel
          detail={detail}
          meta={meta}
          periods={address.from === null && address.to === null ? null : (performance?.periods ?? null)}
        />
      )}
      <IdentityPanel detail={detail} />
    </div>
  )
}

interface NodeFiguresProps {
  readonly detail: NodeDetail
  readonly query: UseQueryResult<{ data: Performance; meta: Meta }>
  readonly range: string | undefined
}

/** What the node did: figures, then the gaps beside the trend where there is a plan to miss. */
function NodeFigures({ detail: { node, dataRange }, query, range }: NodeFiguresProps) {
  const { address, change } = useAddress()
  const state = useNodeStates().get(node.id)?.state ?? 'normal'
  const performance = query.data?.data
  const quantity = performance ? shownQuantity(performance, address.quantity) : null
  const lossQuantity = performance && isPlanned(performance) ? gapQuantity(performance.kpis, quantity) : null
  const trend = <TrendPanel query={query} quantity={quantity} />
  // A source that closes months has no days that a flow could be of.
  const flow = performance && node.kind !== 'well' && dataRange?.finest !== 'month' && (
    <FlowPanel id={node.id} day={addDays(performance.to, -1)} />
  )
  return (
    <>
      <AnswerPanel title="Figures" note={range} query={query} height={96} hasInlineStamp>
        {({ data }) => (
          <KpiStrip
            performance={data}
            state={state}
            selected={quantity}
            onSelect={(selected) => {
              change({ quantity: selected }, { replace: true })
            }}
          />
        )}
      </AnswerPanel>
      {performance && lossQuantity === null ? (
        <>
          {trend}
          {flow}
        </>
      ) : (
        <div className={classes.columns}>
          <div className={classes.column}>
            {performance && lossQuantity && <GapPanels id={node.id} quantity={lossQuantity} range={performance} />}
          </div>
          <div className={classes.column}>
            {trend}
            {flow}
          </div>
        </div>
      )}
    </>
  )
}

function NodeHeading({
  answer: {
    data: { node, dataRange },
    meta,
  },
}: {
  readonly answer: NodeAnswer
}) {
  const day = meta.productionDay?.day
  const ofDay = useNodeStates().get(node.id)?.state ?? 'normal'
  // No single day is known of a node that is known by month: that says nothing about it.
  const state = ofDay === 'no-data' && dataRange?.finest === 'month' ? 'normal' : ofDay
  const words = [wordFor(kindTitle, node.kind), node.wellType && wordFor(wellTypeTitle, node.wellType), node.code]
  return (
    <div className={classes.heading}>
      <h1>{node.name}</h1>
      <span className={classes.kind}>{words.filter((word) => word !== null).join(' · ')}</span>
      {state !== 'normal' && (
        <StateMark
          mark={markOfState(state)}
          word={state === 'no-data' && day ? `no data on ${formatDay(day)}` : wordFor(stateTitle, state)}
        />
      )}
    </div>
  )
}

interface GapPanelsProps {
  readonly id: NodeId
  readonly quantity: VolumeQuantity
  readonly range: DayRange
}

function GapPanels({ id, quantity, range: { from, to } }: GapPanelsProps) {
  const { address } = useAddress()
  const query = useQuery(gapQuery(id, quantity, { from, to }, address))
  const title = factsOf(quantity).title.toLowerCase()
  const unit = query.data?.data.unit.label
  return (
    <>
      <AnswerPanel
        title="Largest gaps to plan"
        note={unit === undefined ? title : `${title}, ${unit}/d`}
        testId="gap-list"
        query={query}
        height={280}
      >
        {({ data }) => <GapList gaps={data} unitSystem={address.units} />}
      </AnswerPanel>
      <AnswerPanel title="From potential to actual" note={title} testId="waterfall" query={query} height={200}>
        {({ data }) => <Waterfall gaps={data} unitSystem={address.units} />}
      </AnswerPanel>
    </>
  )
}
