import { OpenFeatureProvider } from '@openfeature/react-sdk'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from 'react-router/dom'
import { ConfigContext, useFreshConfig } from './config/config-context.ts'
import type { ConfiguredFlags } from './config/configured-flags.ts'
import type { RuntimeConfig } from './config/runtime-config.ts'
import type { Preview } from './preview/preview.ts'
import { PreviewContext } from './preview/preview-context.ts'
import type { createRouter } from './router.tsx'
import { SessionContext, type SessionParts, useSession } from './session/session-context.ts'
import { SignInPage } from './session/sign-in.page.tsx'
import { useSessionWatch } from './session/use-session-watch.ts'

interface AppProps {
  readonly config: RuntimeConfig
  readonly flags: ConfiguredFlags
  readonly preview: Preview | null
  readonly queries: QueryClient
  readonly session: SessionParts
  /** The one router of this page; it begins to read with the first call. */
  readonly openRouter: () => ReturnType<typeof createRouter>
}

/** Every page, and what each of them may ask for: the configuration, its flags, who looks, and the answers read so far. */
export function App({ queries, ...rest }: AppProps) {
  return (
    <QueryClientProvider client={queries}>
      <OpenFeatureProvider>
        <Configured {...rest} />
      </OpenFeatureProvider>
    </QueryClientProvider>
  )
}

function Configured({ config, flags, preview, ...rest }: Omit<AppProps, 'queries'>) {
  return (
    <ConfigContext value={useFreshConfig(config, flags)}>
      <PreviewContext value={preview}>
        <WithSession {...rest} />
      </PreviewContext>
    </ConfigContext>
  )
}

function WithSession({ session, openRouter }: Pick<AppProps, 'session' | 'openRouter'>) {
  useSessionWatch(session)
  return (
    <SessionContext value={session}>
      <Pages openRouter={openRouter} />
    </SessionContext>
  )
}

// Nothing is asked for, and no page begins, before somebody has signed in.
function Pages({ openRouter }: Pick<AppProps, 'openRouter'>) {
  return useSession().signedIn === null ? <SignInPage /> : <RouterProvider router={openRouter()} />
}
