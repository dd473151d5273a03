import type { Session } from '@tieback/contracts'
import type { Column } from '../../ui/record-table.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { describeDevice } from '../../ui/device.ts'
import { formatInstant, formatInstantFull } from '../../ui/time-format.ts'

/** On what somebody is signed in. */
export const deviceColumn: Column<Session> = {
  title: 'Device',
  cell: ({ userAgent }) => <span title={userAgent ?? undefined}>{describeDevice(userAgent)}</span>,
}

/** Tells the session of the page that asks from the others. */
export const currentColumn: Column<Session> = {
  title: 'State',
  onCard: 'beside-name',
  cell: ({ isCurrent }) =>
    isCurrent ? <StateMark mark="ok" word="this one" /> : <StateMark mark="idle" word="elsewhere" />,
}

/** Since when a session goes, and until when. */
export function timeColumns(timeZone: string): Column<Session>[] {
  const instant = (title: string, hint: string, of: (session: Session) => string): Column<Session> => ({
    ...{ title, hint },
    cell: (session) => (
      <span title={formatInstantFull(of(session), timeZone)}>{formatInstant(of(session), timeZone)}</span>
    ),
  })
  return [
    instant('Signed in', 'When this session began', ({ startedAt }) => startedAt),
    instant('Last used', 'The newest request, to within a minute', ({ lastUsedAt }) => lastUsedAt),
    instant('Ends unused', 'Unless it is used before', ({ idleUntil }) => idleUntil),
    instant('Ends at last', 'However much it is used', ({ endsAt }) => endsAt),
  ]
}

export const addressColumn: Column<Session> = { title: 'Address', cell: ({ address }) => address }
