import { Button } from '@mantine/core'
import { noop, type QueryClient, useQuery } from '@tanstack/react-query'
import { roleTitles, type Session } from '@tieback/contracts'
import { Link, type LoaderFunctionArgs, useSearchParams } from 'react-router'
import { AnswerPanel } from '../../app/answer-panel.tsx'
import { OperationsNav } from '../../app/operations-nav.tsx'
import { changePageSearch, readPageSearch, usePageSearch } from '../../app/use-page-search.ts'
import { formatNumber } from '../../ui/format.ts'
import { type Column, RecordTable } from '../../ui/record-table.tsx'
import { useSite } from '../../ui/site-context.ts'
import { wordFor } from '../../ui/wording.ts'
import { EndSession } from './end-session.tsx'
import classes from './people.module.css'
import { revokeSession, sessionsQuery } from './people.queries.ts'
import { addressColumn, deviceColumn, timeColumns } from './session-columns.tsx'

/** What the address says besides the path: whose sessions alone. */
const searchNames = ['person'] as const

/** Starts reading before the page draws; the page shows a failure itself. */
export const loadPeople =
  (queries: QueryClient) =>
  ({ request }: LoaderFunctionArgs): null => {
    const { person } = readPageSearch(new URL(request.url).searchParams, searchNames)
    queries.query(sessionsQuery(person)).catch(noop)
    return null
  }

/** Who is signed in, on what, and the way to end it. */
export function PeoplePage() {
  const { values, change } = usePageSearch(searchNames)
  const query = useQuery(sessionsQuery(values.person))
  const sessions = query.data?.data.sessions ?? []
  return (
    <div className={classes.page}>
      <title>People · Tieback</title>
      <OperationsNav current="People" />
      <AnswerPanel title="Signed in" note={query.data && noteOf(sessions)} query={query} height={320} isOwn>
        {() => (
          <>
            {values.person !== null && (
              <p className={classes.filter}>
                Only {sessions[0]?.person.name ?? values.person}
                <Button
                  variant="default"
                  size="compact-xs"
                  onClick={() => {
                    change({ person: null })
                  }}
                >
                  Everybody
                </Button>
              </p>
            )}
            {sessions.length === 0 ? (
              <p className={classes.none}>Nobody is signed in under this id.</p>
            ) : (
              <SessionTable sessions={sessions} />
            )}
          </>
        )}
      </AnswerPanel>
    </div>
  )
}

/** How many people, by how many sessions. */
function noteOf(sessions: readonly Session[]): string {
  const people = new Set(sessions.map(({ person }) => person.id)).size
  const countOf = (count: number, one: string, many: string): string =>
    `${formatNumber(count, 0)} ${count === 1 ? one : many}`
  return `${countOf(people, 'person', 'people')}, ${countOf(sessions.length, 'session', 'sessions')}, last used first`
}

/** With names and devices of ordinary length, px. */
const tableWidth = 1_000

function SessionTable({ sessions }: { readonly sessions: readonly Session[] }) {
  const { timeZone } = useSite()
  const [search] = useSearchParams()
  const person: Column<Session> = {
    title: 'Person',
    cell: ({ person: { id, name }, isCurrent }) => (
      <>
        <Link to={`?${changePageSearch(search, { person: id }).toString()}`} title={id}>
          {name}
        </Link>
        {isCurrent && <span className={classes.quiet}> this session</span>}
      </>
    ),
  }
  return (
    <RecordTable
      label="Sessions"
      rows={sessions}
      keyOf={({ id }) => id}
      tableWidth={tableWidth}
      columns={[
        person,
        { title: 'Roles', cell: ({ roles }) => roles.map((role) => wordFor(roleTitles, role)).join(', ') },
        deviceColumn,
        ...timeColumns(timeZone),
        addressColumn,
        { title: 'End', onCard: 'below', cell: endOther },
      ]}
    />
  )
}

/** One's own is ended by signing out. */
const endOther = (session: Session) =>
  session.isCurrent ? null : <EndSession session={session} end={revokeSession} hasName />
