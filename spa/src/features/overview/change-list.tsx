import { useQuery } from '@tanstack/react-query'
import type { Change, ChangeList, UnitSystem } from '@tieback/contracts'
import { quantityTable } from '@tieback/domain'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { NodeLink } from '../../app/node-link.tsx'
import { useAddress } from '../../app/use-address.ts'
import { useServerNow } from '../../ui/clock.ts'
import { formatFigure, formatFigureDelta, formatNumber } from '../../ui/format.ts'
import { useSite } from '../../ui/site-context.ts'
import { formatDay, formatInstant, formatMonth } from '../../ui/time-format.ts'
import { changeTitle, measureTitle } from '../../ui/wording.ts'
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
    <AnswerPanel title="What changed" note="last 24 hours" query={query} height={240}>
      {({ data }) => <Changes list={data} unitSystem={address.units} />}
    </AnswerPanel>
  )
}

function Changes({
  list: { changes, counts },
  unitSystem,
}: {
  readonly list: ChangeList
  readonly unitSystem: UnitSystem
}) {
  return (
    <>
      <p className={classes.counts}>
        {formatNumber(counts.restated, 0)} restated · {formatNumber(counts.status, 0)} re-statused ·{' '}
        {formatNumber(counts.withdrawn, 0)} withdrawn · {formatNumber(counts.new, 0)} new
      </p>
      {changes.length === 0 ? (
        <p>No earlier figure has moved.</p>
      ) : (
        <ol className={classes.list}>
          {changes.map((change) => (
            <ChangeLine
              key={`${change.node.id} ${change.day} ${change.quantity} ${change.measure} ${change.knownAt}`}
              change={change}
              unitSystem={unitSystem}
            />
          ))}
        </ol>
      )}
    </>
  )
}

function ChangeLine({ change, unitSystem }: { readonly change: Change; readonly unitSystem: UnitSystem }) {
  const site = useSite()
  const { before, after, quantity } = change
  const moved = before !== null && after !== null ? after - before : null
  const shown = (value: number | null) => formatFigure(value, quantity, unitSystem)
  return (
    <li className={classes.line}>
      <span className={classes.subject}>
        <NodeLink node={change.node} /> {change.grain === 'day' ? formatDay(change.day) : formatMonth(change.day)},{' '}
        {quantityTable[quantity].title.toLowerCase()}, {measureTitle[change.measure].toLowerCase()}
      </span>
      <span className={classes.move}>
        {change.kind === 'status' ? (
          `${change.statusBefore} to ${change.statusAfter ?? 'none'}`
        ) : (
          <>
            {shown(before)} to {shown(after)} {change.unit.label}
            {moved !== null && <b> {formatFigureDelta(moved, quantity, unitSystem)}</b>}
          </>
        )}
      </span>
      <span className={classes.cause}>
        {changeTitle[change.kind]} {formatInstant(change.knownAt, site.timeZone)} by{' '}
        {site.sourceNames.get(change.sourceId) ?? change.sourceId}
        {change.cause !== null && `: ${change.cause}`}
      </span>
    </li>
  )
}
