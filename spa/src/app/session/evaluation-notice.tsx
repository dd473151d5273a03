import { StateMark } from '../../ui/state-mark.tsx'
import classes from './evaluation-notice.module.css'

/** Says that names prove nothing here. */
export function EvaluationNotice() {
  return (
    <p className={classes.notice}>
      <StateMark mark="warning" word="For evaluation." /> Everybody who can open this page can be anybody: there are no
      passwords.
    </p>
  )
}
