import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { useServerNow } from '../../ui/clock.ts'
import { useSite } from '../../ui/site-context.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { formatClock } from '../../ui/time-format.ts'
import { usePreview } from '../preview/preview-context.ts'
import type { ComingEnd } from './page-session.ts'
import { SignInAgain } from './sign-in-again.tsx'
import { useSession, useSessionParts } from './session-context.ts'
import classes from './session-bar.module.css'

/** How exactly the announcement of an end is timed, ms. */
const stepMs = 5_000

/** Says that the session is about to end, or has; the page below stays as it is. */
export function SessionBar() {
  const { session } = useSessionParts()
  const { hasEnded } = useSession()
  const now = useServerNow(stepMs)
  const end = session.comingEnd(now)
  return (
    // Always there, so that what appears in it is heard.
    <div role="status" className={classes.host} data-testid="session-bar">
      {hasEnded ? <Ended /> : end && <EndsSoon end={end} now={now} />}
    </div>
  )
}

function Ended() {
  const preview = usePreview()
  return (
    <div className={classes.bar}>
      <span className={classes.word}>
        <StateMark mark="warning" word="Your session has ended" />
      </span>
      <span className={classes.hint}>This page stays as it is, and is not brought up to date until you sign in.</span>
      <SignInAgain preview={preview} />
    </div>
  )
}

function EndsSoon({ end: { kind, at }, now }: { readonly end: ComingEnd; readonly now: number }) {
  const { timeZone } = useSite()
  const { check } = useSessionParts()
  const preview = usePreview()
  const isOver = now >= at
  useEffect(() => {
    if (isOver) void check()
  }, [isOver, check])
  return (
    <div className={classes.bar}>
      <span className={classes.word}>
        <StateMark mark="info" word={`Your session ends at ${formatClock(new Date(at), timeZone)}`} />
      </span>
      <span className={classes.hint}>
        {kind === 'idle' ? 'This page has asked for nothing for long.' : 'It has lasted as long as a session may.'}
      </span>
      {kind === 'idle' ? (
        <Button variant="default" size="compact-xs" onClick={() => void check()}>
          Stay signed in
        </Button>
      ) : (
        <SignInAgain preview={preview} />
      )}
    </div>
  )
}
