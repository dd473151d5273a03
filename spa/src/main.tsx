import '@fontsource-variable/inter/index.css'
import './app/mantine.css'
import './ui/tokens.css'
import { MantineProvider } from '@mantine/core'
import { OpenFeature } from '@openfeature/react-sdk'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { setApiBase } from './app/api-client.ts'
import { ApiProblem, isWorthRetrying } from './app/api-problem.ts'
import { App } from './app/app.tsx'
import { ConfiguredFlags } from './app/config/configured-flags.ts'
import { ConfigError, readRuntimeConfig } from './app/config/runtime-config.ts'
import { StartFailure } from './app/config/start-failure.tsx'
import { resumePreview } from './app/preview/preview.ts'
import { createQueryClient } from './app/query-client.ts'
import { createRouter } from './app/router.tsx'
import { PageSession } from './app/session/page-session.ts'
import { createSessionCheck } from './app/session/session-check.ts'
import { readSession } from './app/session/session.queries.ts'
import { signedInPath } from './app/session/sign-in-address.ts'
import { SignedInPage } from './app/session/signed-in.page.tsx'
import { resolveVariables, theme } from './app/theme.ts'
import { serverNow } from './ui/clock.ts'

const host = document.getElementById('root')
if (!host) throw new Error('index.html has no element #root')
const root = createRoot(host)

function draw(content: React.ReactNode): void {
  root.render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={resolveVariables} defaultColorScheme="auto">
        {content}
      </MantineProvider>
    </StrictMode>,
  )
}

/** Nothing is asked for before the page knows whom to ask, and nothing else before it knows for whom. */
async function prepare(): Promise<React.ReactNode> {
  const config = await readRuntimeConfig()
  setApiBase(config.apiBaseUrl)
  const flags = new ConfiguredFlags(config.flags)
  await OpenFeature.setProviderAndWait(flags)
  const preview = await resumePreview(config.flags['msw-preview'] === true)
  const session = new PageSession(await readSession(), serverNow())
  const queries = createQueryClient()
  let router: ReturnType<typeof createRouter> | undefined
  const openRouter = () => (router ??= createRouter(queries, session))
  const check = createSessionCheck({ session, queries, onResumed: () => void router?.revalidate() })
  return <App {...{ config, flags, preview, queries, openRouter }} session={{ session, check }} />
}

/** How long a page that could not start for a passing reason waits before it tries again by itself, ms. */
const retryAfterMs = 5_000

async function start(): Promise<void> {
  try {
    draw(await prepare())
  } catch (error) {
    const isPassing = error instanceof ApiProblem ? isWorthRetrying(error) : error instanceof TypeError
    const timer = isPassing ? setTimeout(() => void start(), retryAfterMs) : undefined
    const retry = (): void => {
      clearTimeout(timer)
      void start()
    }
    // What is wrong with a configuration is on the page; anything else is our fault and shows where.
    if (!(error instanceof ConfigError || error instanceof ApiProblem)) console.error(error)
    draw(<StartFailure error={error} onRetry={retry} />)
  }
}

// A window that was opened to sign in has nothing else to show.
if (location.pathname === signedInPath) draw(<SignedInPage />)
else void start()
