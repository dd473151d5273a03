import { OpenFeatureProvider } from '@openfeature/react-sdk'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from 'react-router/dom'
import { ConfigContext, useFreshConfig } from './config/config-context.ts'
import type { ConfiguredFlags } from './config/configured-flags.ts'
import type { RuntimeConfig } from './config/runtime-config.ts'
import type { Preview } from './preview/preview.ts'
import { PreviewContext } from './preview/preview-context.ts'
import type { createRouter } from './router.tsx'

interface AppProps {
  readonly config: RuntimeConfig
  readonly flags: ConfiguredFlags
  readonly preview: Preview | null
  readonly queries: QueryClient
  readonly router: ReturnType<typeof createRouter>
}

/** Every page, and what each of them may ask for: the configuration, its flags, and the answers read so far. */
export function App({ queries, ...rest }: AppProps) {
  return (
    <QueryClientProvider client={queries}>
      <OpenFeatureProvider>
        <Configured {...rest} />
      </OpenFeatureProvider>
    </QueryClientProvider>
  )
}

function Configured({ config, flags, preview, router }: Omit<AppProps, 'queries'>) {
  return (
    <ConfigContext value={useFreshConfig(config, flags)}>
      <PreviewContext value={preview}>
        <RouterProvider router={router} />
      </PreviewContext>
    </ConfigContext>
  )
}
