import { useQuery } from '@tanstack/react-query'
import type { ChangeList, UnitSystem } from '@tieback/contracts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { NodeLink } from '../../app/node-link.tsx'
import { useAddress } from '../../app/use-address.ts'
import { useServerNow } from '../../ui/clock.ts'
import { formatFigure, formatFigureDelta, formatNumber } from '../../ui/format.ts'
import { factsOf } from '../../ui/quantities.ts'
import { useSite } from '../../ui/site-context.ts'
import { formatDay, formatDayShort, formatInstant, formatMonth } from '../../ui/time-format.ts'
import { changeTitle, measureTitle, statusTitle, wordFor } from '../../ui/wording.ts'
import { type Move, type Restatement, restatements, type StatusLift, statusLifts } from './change-groups.ts'
import classes from './change-list.module.css'
import { changesQuery } from './overview.queries.ts'

const hourMs = 3_600_000

/** What a reader who was here yesterday has not seen: changes of the last 24 hours, counted from the full hour. */
export function RecentChanges() {
  const { address } = useAddress()
  const thisHour = useServerNow(hourMs)
  const end = address.asOf === null ? thisHour : Date.parse(address.asOf)
  const query = useQuery(changesQuery(address, new Date(end - 24 * hourMs).toISOString()))
  return (
    <AnswerPanel title="What changed" note="last 24 hours" query={query} height={160}>
      {({ data }) => <Changes list={data} unitSystem={address.units} />}
    </AnswerPanel>
  )
}

/** Lines before the reader asks for more. */
const shownMax = 8

interface ChangesProps {
  readonly list: ChangeList
  readonly unitSystem: UnitSystem
}

function Changes({ list: { changes, counts, nextCursor }, unitSystem }: ChangesProps) {
  const moved = restatements(changes)
  const lifts = statusLifts(changes)
  const line = (restatement: Restatement) => (
    <RestatementLine
      key={`${restatement.node.id} ${restatement.grain} ${restatement.day}`}
      restatement={restatement}
      unitSystem={unitSystem}
    />
  )
  const hidden = moved.slice(shownMax)
  return (
    <>
      {moved.length === 0 && <p className={classes.none}>No earlier figure has moved.</p>}
      <ol className={classes.list}>{moved.slice(0, shownMax).map(line)}</ol>
      {hidden.length > 0 && (
        <details className={classes.more}>
          <summary>{formatNumber(hidden.length, 0)} more restated</summary>
          <ol className={classes.list}>{hidden.map(line)}</ol>
        </details>
      )}
      {lifts.map((lift) => (
        <StatusLine key={`${lift.grain} ${lift.day} ${lift.before} ${lift.after ?? ''}`} lift={lift} />
      ))}
      <p className={classes.counts}>
        {formatNumber(counts.new, 0)} new figures
        {nextCursor !== null && `; of ${formatNumber(counts.status, 0)} status changes the newest are listed`}
      </p>
    </>
  )
}

const nameDay = ({ grain, day }: Pick<Restatement, 'grain' | 'day'>): string =>
  grain === 'day' ? formatDayShort(day) : formatMonth(day)

/** Moves that fit a line; the rest is one hover and one click away. */
const movesMax = 3

function RestatementLine({
  restatement,
  unitSystem,
}: {
  readonly restatement: Restatement
  readonly unitSystem: UnitSystem
}) {
  const site = useSite()
  const { node, day, moves, causes, status, knownAt, sourceId } = restatement
  const source = site.sourceNames.get(sourceId) ?? sourceId
  const seen = moves.filter((move) => isSeen(move, unitSystem))
  const shown = seen.length > 0 ? seen : moves
  const hidden = shown.slice(movesMax).map((move) => describeMove(move, unitSystem))
  return (
    <li className={classes.line}>
      <span>
        <NodeLink node={node} /> <span title={formatDay(day)}>{nameDay(restatement)}</span>
        {status !== 'provisional' && <b className={classes.status}> {wordFor(statusTitle, status)}</b>}
        {shown.slice(0, movesMax).map((move) => (
          <span key={`${move.quantity} ${move.measure}`} className={classes.move}>
            {' · '}
            {describeMove(move, unitSystem)}
          </span>
        ))}
        {hidden.length > 0 && <span title={hidden.join('\n')}> · {formatNumber(hidden.length, 0)} more</span>}
        {causes.length > 0 && <span className={classes.cause}> · {causes.join(', ')}</span>}
      </span>
      <span className={classes.when} title={`${wordFor(changeTitle, restatement.kind)} by ${source}`}>
        {formatInstant(knownAt, site.timeZone)}
      </span>
    </li>
  )
}

/** Whether the move is large enough to be printed. */
const isSeen = ({ quantity, before, after }: Move, unitSystem: UnitSystem): boolean =>
  formatFigure(before, quantity, unitSystem) !== formatFigure(after, quantity, unitSystem)

/** `oil 812 → 798 Sm³ (−14)`; the measure is named where it isn't the number of record. */
function describeMove({ quantity, measure, unit, before, after }: Move, unitSystem: UnitSystem): string {
  const { flow, phase, title } = factsOf(quantity)
  const subject = flow === 'production' && phase !== null ? phase : title.toLowerCase()
  const name = measure === 'allocated' ? subject : `${subject} ${wordFor(measureTitle, measure).toLowerCase()}`
  if (after === null) return `${name} ${formatFigure(before, quantity, unitSystem)} ${unit.label} → withdrawn`
  const delta = before === null ? null : formatFigureDelta(after - before, quantity, unitSystem)
  // A move smaller than what is printed has no sign, and nothing to say.
  const moved = delta === null || !/^[+−]/.test(delta) ? '' : ` (${delta})`
  const [from, to] = [formatFigure(before, quantity, unitSystem), formatFigure(after, quantity, unitSystem)]
  return `${name} ${from} → ${to} ${unit.label}${moved}`
}

function StatusLine({ lift }: { readonly lift: StatusLift }) {
  const { figures, nodes, before, after } = lift
  const subject = `${count(figures, 'figure')} of ${count(nodes.length, 'node')}`
  return (
    <details className={classes.more}>
      <summary>
        {nameDay(lift)}: {subject} {wordFor(statusTitle, before)} →{' '}
        {after === null ? 'none' : wordFor(statusTitle, after)}
      </summary>
      <ul className={classes.nodes}>
        {nodes.map(({ node, figures: own }) => (
          <li key={node.id}>
            <NodeLink node={node} /> <span className={classes.cause}>{formatNumber(own, 0)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

const count = (number: number, noun: string): string => `${formatNumber(number, 0)} ${noun}${number === 1 ? '' : 's'}`
