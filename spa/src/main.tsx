import '@fontsource-variable/inter/index.css'
import './app/mantine.css'
import './ui/tokens.css'
import { MantineProvider } from '@mantine/core'
import { OpenFeature } from '@openfeature/react-sdk'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { setApiBase } from './app/api-client.ts'
import { App } from './app/app.tsx'
import { ConfiguredFlags } from './app/config/configured-flags.ts'
import { ConfigError, readRuntimeConfig } from './app/config/runtime-config.ts'
import { StartFailure } from './app/config/start-failure.tsx'
import { resumePreview } from './app/preview/preview.ts'
import { createQueryClient } from './app/query-client.ts'
import { createRouter } from './app/router.tsx'
import { resolveVariables, theme } from './app/theme.ts'

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

/** Nothing is asked for before the page knows whom to ask. */
async function prepare(): Promise<React.ReactNode> {
  const config = await readRuntimeConfig()
  setApiBase(config.apiBaseUrl)
  const flags = new ConfiguredFlags(config.flags)
  await OpenFeature.setProviderAndWait(flags)
  const preview = await resumePreview(config.flags['msw-preview'] === true)
  const queries = createQueryClient()
  return <App config={config} flags={flags} preview={preview} queries={queries} router={createRouter(queries)} />
}

async function start(): Promise<void> {
  try {
    draw(await prepare())
  } catch (error) {
    // What is wrong with a configuration is on the page; anything else is our fault and shows where.
    if (!(error instanceof ConfigError)) console.error(error)
    draw(<StartFailure error={error} onRetry={() => void start()} />)
  }
}

void start()
