import type { QueryClient } from '@tanstack/react-query'
import { createBrowserRouter } from 'react-router'
import { Frame } from './frame/frame.tsx'
import { NotFoundPage } from './not-found.page.tsx'
import { RouteError } from './route-error.tsx'

/** Every page. Each comes in its own bundle, so that the overview doesn't wait for the charts. */
export const createRouter = (queries: QueryClient) =>
  createBrowserRouter([
    {
      path: '/',
      element: <Frame />,
      hydrateFallbackElement: <></>,
      children: [
        {
          errorElement: <RouteError />,
          children: [
            {
              index: true,
              lazy: async () => {
                const { OverviewPage, loadOverview } = await import('../features/overview/overview.page.tsx')
                return { Component: OverviewPage, loader: loadOverview(queries) }
              },
            },
            {
              path: 'nodes/:id',
              lazy: async () => {
                const { NodePage, loadNode } = await import('../features/node/node.page.tsx')
                return { Component: NodePage, loader: loadNode(queries) }
              },
            },
            {
              path: 'sources',
              lazy: async () => {
                const { SourcesPage, loadSources } = await import('../features/sources/sources.page.tsx')
                return { Component: SourcesPage, loader: loadSources(queries) }
              },
            },
            {
              path: 'sources/:source',
              lazy: async () => {
                const { SourcePage, loadSource } = await import('../features/sources/source.page.tsx')
                return { Component: SourcePage, loader: loadSource(queries) }
              },
            },
            {
              path: 'jobs',
              lazy: async () => {
                const { JobsPage, loadJobs } = await import('../features/jobs/jobs.page.tsx')
                return { Component: JobsPage, loader: loadJobs(queries) }
              },
            },
            {
              path: 'upcoming',
              lazy: async () => {
                const { UpcomingPage } = await import('../features/upcoming/upcoming.page.tsx')
                return { Component: UpcomingPage }
              },
            },
            { path: '*', element: <NotFoundPage /> },
          ],
        },
      ],
    },
  ])
