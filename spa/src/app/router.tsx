import type { QueryClient } from '@tanstack/react-query'
import { apiContract } from '@tieback/contracts'
import { createBrowserRouter, type RouteObject } from 'react-router'
import { Frame } from './frame/frame.tsx'
import { NotFoundPage } from './not-found.page.tsx'
import { RouteError } from './route-error.tsx'
import { guardPage } from './session/guarded-page.tsx'
import type { PageSession } from './session/page-session.ts'

/** What is produced, where. */
const listProductionPages = (queries: QueryClient, session: PageSession): RouteObject[] => [
  {
    index: true,
    lazy: async () => {
      const { OverviewPage, loadOverview } = await import('../features/overview/overview.page.tsx')
      const route = apiContract.summary.readSummary
      const loader = loadOverview(queries)
      return guardPage(session, { title: 'Overview', route, Component: OverviewPage, loader })
    },
  },
  {
    path: 'nodes/:id',
    lazy: async () => {
      const { NodePage, loadNode } = await import('../features/node/node.page.tsx')
      const route = apiContract.nodes.getNode
      return guardPage(session, { title: 'This node', route, Component: NodePage, loader: loadNode(queries) })
    },
  },
]

/** Where the figures come from. */
const listSourcePages = (queries: QueryClient, session: PageSession): RouteObject[] => [
  {
    path: 'sources',
    lazy: async () => {
      const { SourcesPage, loadSources } = await import('../features/sources/sources.page.tsx')
      const route = apiContract.sources.listSources
      const loader = loadSources(queries)
      return guardPage(session, { title: 'Sources', route, Component: SourcesPage, loader })
    },
  },
  {
    path: 'sources/:source',
    lazy: async () => {
      const { SourcePage, loadSource } = await import('../features/sources/source.page.tsx')
      const route = apiContract.sources.listSources
      const loader = loadSource(queries)
      return guardPage(session, { title: 'Sources', route, Component: SourcePage, loader })
    },
  },
  {
    path: 'jobs',
    lazy: async () => {
      const { JobsPage, loadJobs } = await import('../features/jobs/jobs.page.tsx')
      const route = apiContract.jobs.listJobs
      return guardPage(session, { title: 'Jobs', route, Component: JobsPage, loader: loadJobs(queries) })
    },
  },
]

/** Who may see it, and who did what. */
const listPeoplePages = (queries: QueryClient, session: PageSession): RouteObject[] => [
  {
    path: 'account',
    lazy: async () => {
      const { AccountPage, loadAccount } = await import('../features/people/account.page.tsx')
      const route = apiContract.identity.listOwnSessions
      const loader = loadAccount(queries)
      return guardPage(session, { title: 'Your account', route, Component: AccountPage, loader })
    },
  },
  {
    path: 'people',
    lazy: async () => {
      const { PeoplePage, loadPeople } = await import('../features/people/people.page.tsx')
      const route = apiContract.identity.listSessions
      return guardPage(session, {
        title: 'People',
        route,
        Component: PeoplePage,
        loader: loadPeople(queries),
      })
    },
  },
  {
    path: 'audit',
    lazy: async () => {
      const { AuditPage, loadAudit } = await import('../features/audit/audit.page.tsx')
      const route = apiContract.audit.listAuditEntries
      return guardPage(session, {
        title: 'Audit log',
        route,
        Component: AuditPage,
        loader: loadAudit(queries),
      })
    },
  },
]

/** Every page, each for whoever may see it. Each comes in its own bundle, so that the overview doesn't wait for the charts. */
export const createRouter = (queries: QueryClient, session: PageSession) =>
  createBrowserRouter([
    {
      path: '/',
      element: <Frame />,
      hydrateFallbackElement: <></>,
      children: [
        {
          errorElement: <RouteError />,
          children: [
            ...listProductionPages(queries, session),
            ...listSourcePages(queries, session),
            ...listPeoplePages(queries, session),
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
