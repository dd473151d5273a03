import type { AppRouter } from '@ts-rest/core'
import type { RouterImplementation } from '@ts-rest/fastify'
import { ProblemError } from './problems.ts'

type StableRoute = { readonly metadata: { readonly stability: 'stable' } }

type StableNames<Routes> = { [Name in keyof Routes]: Routes[Name] extends StableRoute ? Name : never }[keyof Routes]

/** What serves one router. A stable route that is missing doesn't compile; a beta one answers that it isn't there yet. */
export type Implementation<Routes extends AppRouter> = Pick<RouterImplementation<Routes>, StableNames<Routes>> &
  Partial<RouterImplementation<Routes>>

type NamesWithStable<Routers> = {
  [Name in keyof Routers]: [StableNames<Routers[Name]>] extends [never] ? never : Name
}[keyof Routers]

type Implementations<Routers> = {
  readonly [Name in keyof Routers]: Routers[Name] extends AppRouter ? Implementation<Routers[Name]> : never
}

/** The same for several routers, by name: one with nothing stable in it may be left out. */
export type ApiImplementation<Routers> = Pick<Implementations<Routers>, NamesWithStable<Routers>> &
  Partial<Implementations<Routers>>

/** The answer to a good request that the caller may make, for a route that nothing serves yet. */
export const notAvailableYet = (): Promise<never> =>
  Promise.reject(
    new ProblemError(
      'not-available-yet',
      'The contract declares this as beta, and this version does not serve it. Build against it; its mock answers.',
    ),
  )
