import type { QualityMark } from '@tieback/contracts'
import { useSite } from '../../ui/site-context.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { formatInstant } from '../../ui/time-format.ts'
import { ruleTitle, wordFor } from '../../ui/wording.ts'
import classes from './mark-list.module.css'

/** What rules doubt of the samples on screen, newest first: the same as the bands of the chart, in words. */
export function MarkList({ marks }: { readonly marks: readonly QualityMark[] }) {
  const { timeZone } = useSite()
  if (marks.length === 0) return null
  return (
    <ul className={classes.list} aria-label="Doubted stretches">
      {marks.toReversed().map(({ rule, from, to, message }) => (
        <li key={`${rule} ${from}`}>
          <StateMark mark="warning" word={wordFor(ruleTitle, rule)} />
          <span className={classes.span}>
            {formatInstant(from, timeZone)} – {to === null ? 'still' : formatInstant(to, timeZone)}
          </span>
          <span>{message}</span>
        </li>
      ))}
    </ul>
  )
}
