import type { PolicedRoute } from '@tieback/contracts'
import type { LoaderFunctionArgs } from 'react-router'
import { isAllowed, useAllowed } from '../use-allowed.ts'
import { AccessNeeded } from './access-needed.tsx'
import type { PageSession } from './page-session.ts'

interface Page {
  readonly title: string
  /** What the page can't do without. */
  readonly route: Pick<PolicedRoute, 'metadata'>
  readonly Component: React.ComponentType
  readonly loader: (args: LoaderFunctionArgs) => null | Promise<null>
}

/** A page for the router that draws and reads only for whoever may see it; others are told what it needs. */
export function guardPage(session: PageSession, { title, route, Component, loader }: Page) {
  return {
    Component: function GuardedPage() {
      return useAllowed(route) ? <Component /> : <AccessNeeded title={title} route={route} />
    },
    loader: (args: LoaderFunctionArgs) => (isAllowed(session.view().signedIn, route) ? loader(args) : null),
  }
}
