import { useQuery } from '@tanstack/react-query'
import type { SignalMark } from '@tieback/contracts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { NodeLink } from '../../app/node-link.tsx'
import { qualityMarksQuery } from '../../app/quality-marks.query.ts'
import { useAddress } from '../../app/use-address.ts'
import { formatNumber } from '../../ui/format.ts'
import { useSite } from '../../ui/site-context.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { formatInstant } from '../../ui/time-format.ts'
import { Unfolding } from '../../ui/unfolding.tsx'
import { ruleTitle, wordFor } from '../../ui/wording.ts'
import classes from './doubted-series.module.css'

/** Lines before the reader asks for more. */
const shownMax = 6

/** Series that a rule doubts at this moment, begun last first; each leads to its samples. */
export function DoubtedSeries() {
  const { address } = useAddress()
  const query = useQuery(qualityMarksQuery(null, address))
  return (
    <AnswerPanel title="Doubted series" note="a rule’s mark that still holds" query={query} height={120}>
      {({ data: { marks, nextCursor } }) => <Marks marks={marks} hasMore={nextCursor !== null} />}
    </AnswerPanel>
  )
}

function Marks({ marks, hasMore }: { readonly marks: readonly SignalMark[]; readonly hasMore: boolean }) {
  if (marks.length === 0) return <p className={classes.none}>No rule doubts a series.</p>
  const hidden = marks.slice(shownMax)
  return (
    <>
      <MarkLines marks={marks.slice(0, shownMax)} />
      {hidden.length > 0 && (
        <Unfolding
          className={classes.more}
          summary={`${formatNumber(hidden.length, 0)} more${hasMore ? ', and those beyond them' : ''}`}
        >
          {() => <MarkLines marks={hidden} />}
        </Unfolding>
      )}
    </>
  )
}

function MarkLines({ marks }: { readonly marks: readonly SignalMark[] }) {
  const { timeZone } = useSite()
  return (
    <ul className={classes.list}>
      {marks.map(({ rule, from, message, signal, node }) => (
        <li key={`${signal.id} ${rule} ${from}`} className={classes.line}>
          <span>
            <NodeLink node={node} change={{ signal: signal.id }} /> {signal.name}
          </span>
          <StateMark mark="warning" word={wordFor(ruleTitle, rule)} />
          <span className={classes.since}>{formatInstant(from, timeZone)}</span>
          <span className={classes.message}>{message}</span>
        </li>
      ))}
    </ul>
  )
}
