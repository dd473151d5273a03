import type { ProblemText } from './problem-view.tsx'
import classes from './refusal.module.css'

/** Why something that was asked for isn't done, beside what was pressed. */
export function Refusal({ problem: { title, detail, requestId } }: { readonly problem: ProblemText }) {
  return (
    <p className={classes.refusal} role="alert" title={requestId === null ? undefined : `Request ${requestId}`}>
      <b>{title}.</b> {detail}
    </p>
  )
}
