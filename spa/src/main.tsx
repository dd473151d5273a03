import '@fontsource-variable/inter/index.css'
import './app/mantine.css'
import './ui/tokens.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { createQueryClient } from './app/query-client.ts'
import { createRouter } from './app/router.tsx'
import { resolveVariables, theme } from './app/theme.ts'

const queries = createQueryClient()
const router = createRouter(queries)
const host = document.getElementById('root')
if (!host) throw new Error('index.html has no element #root')

createRoot(host).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={resolveVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
