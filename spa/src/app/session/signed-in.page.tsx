import { useEffect } from 'react'
import { announceSession } from './session-channel.ts'
import classes from './sign-in.module.css'

/** Ends a sign-in that was made in a window of its own: the page that asked for it goes on. */
export function SignedInPage() {
  useEffect(() => {
    announceSession()
    // Browsers close only what a page has opened itself; elsewhere the text says what to do.
    window.close()
  }, [])
  return (
    <main className={classes.page}>
      <title>Signed in · Tieback</title>
      <p className={classes.product}>Tieback</p>
      <h1>You are signed in</h1>
      <p>Close this window: the page that you came from goes on where it was.</p>
      <p>
        <a href={import.meta.env.BASE_URL}>Open the overview here</a>
      </p>
    </main>
  )
}
