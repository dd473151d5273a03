import type { Meta } from '@tieback/contracts'
import { FailureBoundary } from '../ui/failure-boundary.tsx'
import { isDegraded } from '../ui/freshness.ts'
import { FreshnessStamp, KnownStamp } from '../ui/freshness-stamp.tsx'
import { Panel } from '../ui/panel.tsx'
import { OutdatedView, ProblemView } from '../ui/problem-view.tsx'
import { usePresentSources } from '../ui/site-context.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { adviseOn, isOfEndedSession } from './api-problem.ts'

interface Answer {
  readonly meta: Meta
}

/** A query as a widget reads it; one that is read page by page gives the page that stands for it. */
export interface AnswerQuery<A extends Answer> {
  readonly data: A | undefined
  readonly error: Error | null
  readonly isPlaceholderData: boolean
  readonly refetch: () => unknown
}

interface AnswerPanelProps<A extends Answer> {
  readonly title: string
  readonly note?: React.ReactNode
  readonly actions?: React.ReactNode
  readonly testId?: string
  /** The stamp stands in the heading, for a panel whose height counts. */
  readonly hasInlineStamp?: boolean
  readonly query: AnswerQuery<A>
  /** What Tieback says of itself: no source makes it older, or is missing from it. */
  readonly isOwn?: boolean
  /** Height in px that is kept free until the first answer, so that nothing below moves when it comes. */
  readonly height: number
  readonly children: (answer: A) => React.ReactNode
}

/** A widget on one answer of the API: loading, refused, outdated and degraded each have their look, and none leaves the widget. */
export function AnswerPanel<A extends Answer>({
  query,
  height,
  children,
  title,
  hasInlineStamp = false,
  isOwn = false,
  actions,
  ...panel
}: AnswerPanelProps<A>) {
  const answer = query.data
  const sources = usePresentSources(answer?.meta.sources ?? [])
  const retry = () => void query.refetch()
  const Failure = answer ? OutdatedView : ProblemView
  const stamp = answer && (isOwn ? <KnownStamp asOf={answer.meta.asOf} /> : <FreshnessStamp meta={answer.meta} />)
  return (
    <Panel
      {...panel}
      title={title}
      isDegraded={!isOwn && isDegraded(sources)}
      isPending={query.isPlaceholderData}
      actions={
        <>
          {actions}
          {hasInlineStamp && stamp}
        </>
      }
      stamp={hasInlineStamp ? undefined : stamp}
    >
      {query.error && !(answer && isOfEndedSession(query.error)) && (
        <Failure problem={adviseOn(query.error)} onRetry={retry} />
      )}
      {answer ? (
        <FailureBoundary fallback={(error, again) => <ProblemView problem={adviseOn(error)} onRetry={again} />}>
          {children(answer)}
        </FailureBoundary>
      ) : (
        !query.error && <Skeleton height={height} />
      )}
    </Panel>
  )
}
