import { ProblemView } from '../../ui/problem-view.tsx'
import { adviseOn } from '../api-problem.ts'
import classes from './start-failure.module.css'
import { ConfigError, configPath } from './runtime-config.ts'

interface StartFailureProps {
  readonly error: unknown
  readonly onRetry: () => void
}

/** Stands alone where the page can't start: what is wrong, and who can mend it. */
export function StartFailure({ error, onRetry }: StartFailureProps) {
  return (
    <main className={classes.page}>
      <title>Not started · Tieback</title>
      <h1>Tieback can’t start</h1>
      {error instanceof ConfigError ? (
        <ProblemView
          problem={{
            title: 'The page doesn’t know where its data come from',
            detail: error.message,
            action: `Try again in a moment. If it stays, tell whoever runs Tieback: the server, or whatever hosts this page, has to answer ${configPath} with { "apiBaseUrl": "", "flags": {} }.`,
            canRetry: true,
            requestId: null,
          }}
          onRetry={onRetry}
        />
      ) : (
        <ProblemView problem={adviseOn(error)} onRetry={onRetry} />
      )}
    </main>
  )
}
