import { Button } from '@mantine/core'
import classes from './problem-view.module.css'

/** A failure in words: what happened, what to do, and the id that finds it in the logs. */
export interface ProblemText {
  readonly title: string
  readonly detail: string | null
  readonly action: string
  readonly canRetry: boolean
  readonly requestId: string | null
}

interface ProblemViewProps {
  readonly problem: ProblemText
  readonly onRetry?: (() => void) | undefined
}

/** Stands above what was read before: it is still worth reading, and no longer new. */
export function OutdatedView({ problem, onRetry }: { readonly problem: ProblemText; readonly onRetry: () => void }) {
  const request = problem.requestId === null ? '' : ` Request ${problem.requestId}.`
  return (
    <p className={classes.outdated} role="status" title={`${problem.action}${request}`}>
      Not up to date: {problem.title}.
      <Button variant="default" size="compact-xs" onClick={onRetry}>
        Try again
      </Button>
    </p>
  )
}

/** Fills the place of what could not be shown. */
export function ProblemView({ problem, onRetry }: ProblemViewProps) {
  return (
    <div className={classes.problem} role="alert">
      <strong>{problem.title}</strong>
      {problem.detail !== null && <p>{problem.detail}</p>}
      <p>{problem.action}</p>
      {problem.requestId !== null && <p className={classes.id}>Request {problem.requestId}</p>}
      {problem.canRetry && onRetry && (
        <Button variant="default" size="xs" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}
