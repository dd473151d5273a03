import { Button, Popover, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { apiContract, type SignedInPerson } from '@tieback/contracts'
import { useState } from 'react'
import { Link } from 'react-router'
import { formatNumber } from '../../ui/format.ts'
import { RefusedOperation } from '../refused-operation.tsx'
import { usePreview } from '../preview/preview-context.ts'
import { PreviewRole } from '../preview/preview-role.tsx'
import { EvaluationNotice } from '../session/evaluation-notice.tsx'
import { initialsOf, listGrants } from '../session/rights.ts'
import { announceSession } from '../session/session-channel.ts'
import { useSession } from '../session/session-context.ts'
import { ownSessionsQuery, signOut } from '../session/session.queries.ts'
import { useAddress } from '../use-address.ts'
import { useAllowed } from '../use-allowed.ts'
import classes from './user-menu.module.css'

/** Who is signed in, as what, and the way out. */
export function UserMenu() {
  const { signedIn } = useSession()
  const [isOpen, setOpen] = useState(false)
  if (signedIn === null) return null
  const { name } = signedIn.person
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="md" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button
          className={classes.target}
          variant="default"
          size="compact-sm"
          aria-haspopup="dialog"
          aria-label={`${initialsOf(name)}, signed in as ${name}`}
          title={name}
          onClick={() => {
            setOpen(!isOpen)
          }}
        >
          {initialsOf(name)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Content
          person={signedIn}
          onLeave={() => {
            setOpen(false)
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

interface ContentProps {
  readonly person: SignedInPerson
  readonly onLeave: () => void
}

function Content({ person, onLeave }: ContentProps) {
  const { isEvaluation } = useSession()
  const preview = usePreview()
  return (
    <div className={classes.content}>
      <div>
        <p className={classes.name}>{person.person.name}</p>
        <ul className={classes.grants}>
          {listGrants(person).map(({ role, where }) => (
            <li key={`${role} ${where}`}>
              {role} <span className={classes.quiet}>{where}</span>
            </li>
          ))}
        </ul>
      </div>
      {isEvaluation && <EvaluationNotice />}
      <Ways onLeave={onLeave} />
      {preview && <PreviewRole preview={preview} />}
      <ThemeChoice />
      <SignOut />
    </div>
  )
}

function Ways({ onLeave }: Pick<ContentProps, 'onLeave'>) {
  const { carried } = useAddress()
  const isOwn = useAllowed(apiContract.identity.listOwnSessions)
  const ways = [
    { path: '/people', title: 'Who is signed in', isOffered: useAllowed(apiContract.identity.listSessions) },
    { path: '/audit', title: 'Audit log', isOffered: useAllowed(apiContract.audit.listAuditEntries) },
  ]
  return (
    <nav className={classes.ways} aria-label="You and others">
      <Link to={`/account${carried}`} onClick={onLeave}>
        Your account
      </Link>
      {isOwn && <SessionCount />}
      {ways
        .filter(({ isOffered }) => isOffered)
        .map(({ path, title }) => (
          <Link key={path} to={`${path}${carried}`} onClick={onLeave}>
            {title}
          </Link>
        ))}
    </nav>
  )
}

/** Takes its place before the number is known, so that nothing below it moves. */
function SessionCount() {
  const count = useQuery(ownSessionsQuery()).data?.data.sessions.length
  const places = count === 1 ? 'on this device alone' : `on ${formatNumber(count ?? 0, 0)} devices`
  return <span className={classes.quiet}>{count === undefined ? 'Signed in …' : `Signed in ${places}`}</span>
}

function ThemeChoice() {
  const { toggleColorScheme } = useMantineColorScheme()
  const other = useComputedColorScheme('light') === 'dark' ? 'Light theme' : 'Dark theme'
  return (
    <Button className={classes.theme} variant="default" size="compact-md" onClick={toggleColorScheme}>
      {other}
    </Button>
  )
}

function SignOut() {
  const leave = useMutation({
    mutationFn: signOut,
    retry: false,
    onSuccess: (next) => {
      announceSession()
      location.assign(next)
    },
  })
  return (
    <>
      {leave.error && <RefusedOperation error={leave.error} />}
      <Button
        variant="default"
        size="compact-md"
        disabled={leave.isPending}
        onClick={() => {
          leave.mutate()
        }}
      >
        Sign out
      </Button>
    </>
  )
}
