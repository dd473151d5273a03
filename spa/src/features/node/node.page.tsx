import { noop, type QueryClient, useQuery } from '@tanstack/react-query'
import type { Meta, NodeDetail, NodeId, Quantity } from '@tieback/contracts'
import { addDays, quantityTable } from '@tieback/domain'
import type { LoaderFunctionArgs } from 'react-router'
import { useParams } from 'react-router'
import { type DayRange, parseAddress } from '../../app/address.ts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { adviseOn, ApiProblem } from '../../app/api-problem.ts'
import { useAddress } from '../../app/use-address.ts'
import { useNodeStates } from '../../app/use-node-states.ts'
import { ProblemView } from '../../ui/problem-view.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { markOfNodeState, StateMark } from '../../ui/state-mark.tsx'
import { formatDays } from '../../ui/time-format.ts'
import { kindTitle, stateTitle, wellTypeTitle } from '../../ui/wording.ts'
import { Breadcrumb } from './breadcrumb.tsx'
import { ChildrenPanels } from './children-panels.tsx'
import { FlowPanel } from './flow-panel.tsx'
import { GapList } from './gap-list.tsx'
import { IdentityPanel } from './identity-panel.tsx'
import { KpiStrip } from './kpi-strip.tsx'
import { NoDataNotice } from './no-data-notice.tsx'
import classes from './node.module.css'
import { gapQuery, kindOf, nodeQuery, performanceQuery } from './node.queries.ts'
import { gapQuantity, shownQuantity } from './performance-trend.ts'
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
    queries.query(performanceQuery(id, address)).catch(noop)
    const isKnown = queries.getQueriesData({ queryKey: ['nodes.getNode', id] }).some(([, data]) => data !== undefined)
    const node = queries.query(nodeQuery(id, address))
    if (isKnown) node.catch(noop)
    else await node
    return null
  }

/** One page for every level: figures, ranked gaps beside the trend, the waterfall, the flow, what lies below. */
export function NodePage() {
  const id = useParams().id ?? ''
  const { address } = useAddress()
  const node = useQuery(nodeQuery(id, address))
  if (node.data) return <NodeView key={id} detail={node.data.data} meta={node.data.meta} />
  if (node.error) return <ProblemView problem={adviseOn(node.error)} onRetry={() => void node.refetch()} />
  return <Skeleton height={600} />
}

function NodeView({ detail, meta }: { readonly detail: NodeDetail; readonly meta: Meta }) {
  const { address, change } = useAddress()
  const { id, kind } = detail.node
  const state = useNodeStates().get(id)?.state ?? 'normal'
  const query = useQuery(performanceQuery(id, address))
  const performance = query.data?.data
  const quantity = performance ? shownQuantity(performance, address.quantity) : null
  const lossQuantity = performance ? gapQuantity(performance.kpis, quantity) : null
  const range = performance && formatDays(performance.from, addDays(performance.to, -1))
  return (
    <div className={classes.page}>
      <title>{`${detail.node.name} · Tieback`}</title>
      <Breadcrumb detail={detail} />
      <NodeHeading detail={detail} />
      {performance && <NoDataNotice detail={detail} performance={performance} />}
      <AnswerPanel title="Figures" note={range} query={query} height={168}>
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
      <div className={classes.columns}>
        <div className={classes.column}>
          {performance && lossQuantity && <GapPanels id={id} quantity={lossQuantity} range={performance} />}
        </div>
        <div className={classes.column}>
          <TrendPanel query={query} quantity={quantity} />
          {performance && kind !== 'well' && <FlowPanel id={id} day={addDays(performance.to, -1)} />}
        </div>
      </div>
      {performance && <ChildrenPanels performance={performance} query={query} note={range} />}
      {(kind === 'well' || detail.signals.length > 0) && (
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

function NodeHeading({ detail: { node } }: { readonly detail: NodeDetail }) {
  const state = useNodeStates().get(node.id)?.state ?? 'normal'
  const words = [kindTitle[node.kind], node.wellType && wellTypeTitle[node.wellType], node.code]
  return (
    <div className={classes.heading}>
      <h1>{node.name}</h1>
      <span className={classes.kind}>{words.filter((word) => word !== null).join(' · ')}</span>
      {state !== 'normal' && <StateMark mark={markOfNodeState[state]} word={stateTitle[state]} />}
    </div>
  )
}

interface GapPanelsProps {
  readonly id: NodeId
  readonly quantity: Quantity
  readonly range: DayRange
}

function GapPanels({ id, quantity, range: { from, to } }: GapPanelsProps) {
  const { address } = useAddress()
  const query = useQuery(gapQuery(id, quantity, { from, to }, address))
  const title = quantityTable[quantity].title.toLowerCase()
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
