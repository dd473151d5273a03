import { noop, type QueryClient, useQuery } from '@tanstack/react-query'
import type { Session, SignedInPerson } from '@tieback/contracts'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { EvaluationNotice } from '../../app/session/evaluation-notice.tsx'
import { listGrants } from '../../app/session/rights.ts'
import { useSession } from '../../app/session/session-context.ts'
import { ownSessionsQuery, revokeOwnSession } from '../../app/session/session.queries.ts'
import { FactLines } from '../../ui/facts.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { RecordTable } from '../../ui/record-table.tsx'
import { useSite } from '../../ui/site-context.ts'
import { scopeTitle, wordFor } from '../../ui/wording.ts'
import { EndAllSessions } from './end-all-sessions.tsx'
import { EndSession } from './end-session.tsx'
import classes from './people.module.css'
import { addressColumn, currentColumn, deviceColumn, timeColumns } from './session-columns.tsx'

/** Starts reading before the page draws; the page shows a failure itself. */
export const loadAccount = (queries: QueryClient) => (): null => {
  queries.query(ownSessionsQuery()).catch(noop)
  return null
}

/** Who the reader is to Tieback, what that allows, and where they are signed in. */
export function AccountPage() {
  const { signedIn, isEvaluation } = useSession()
  return (
    <div className={classes.page}>
      <title>Your account · Tieback</title>
      <h1 className={classes.title}>Your account</h1>
      {isEvaluation && <EvaluationNotice />}
      <div className={classes.columns}>
        {signedIn && <Rights person={signedIn} />}
        <OwnSessions />
      </div>
    </div>
  )
}

function Rights({ person }: { readonly person: SignedInPerson }) {
  const grants = listGrants(person).map(({ role, where }) => ({ title: role, value: where }))
  return (
    <Panel title={person.person.name} note={person.person.id}>
      <div className={classes.rights}>
        <FactLines facts={grants} />
        <div>
          <h3 className={classes.subtitle}>What that allows</h3>
          <ul className={classes.scopes}>
            {person.scopes.map((scope) => (
              <li key={scope} title={scope}>
                {wordFor(scopeTitle, scope)}
              </li>
            ))}
          </ul>
        </div>
        <p className={classes.quiet}>Roles come from the sign-in service. An administrator can have them changed.</p>
      </div>
    </Panel>
  )
}

/** With devices of ordinary length, px. */
const tableWidth = 760

function OwnSessions() {
  const { timeZone } = useSite()
  const query = useQuery(ownSessionsQuery())
  const count = query.data?.data.sessions.length
  return (
    <AnswerPanel
      title="Where you are signed in"
      note={count !== undefined && `${formatNumber(count, 0)} ${count === 1 ? 'device' : 'devices'}`}
      query={query}
      height={200}
      isOwn
      actions={<EndAllSessions />}
    >
      {({ data: { sessions } }) =>
        sessions.length === 0 ? (
          <p className={classes.none}>You have no session here: a token was sent, which ends by itself.</p>
        ) : (
          <RecordTable
            label="Your sessions"
            rows={sessions}
            keyOf={({ id }) => id}
            tableWidth={tableWidth}
            columns={[
              deviceColumn,
              currentColumn,
              ...timeColumns(timeZone),
              addressColumn,
              { title: 'End', onCard: 'below', cell: endOther },
            ]}
          />
        )
      }
    </AnswerPanel>
  )
}

/** This one is ended by signing out, which the provider then hears of as well. */
const endOther = (session: Session) =>
  session.isCurrent ? null : <EndSession session={session} end={revokeOwnSession} />
