import { apiContract, systemContract } from '../api.ts'
import { apiExamples, type ExampleRequest, systemExamples } from '../examples.ts'
import type { PolicedRoute } from '../policy.ts'

/** A route of the contract with what belongs to it. */
export interface ListedRoute {
  /** The path of keys in the contract, such as `summary.readSummary`; the last key is the operation's id. */
  readonly name: string
  readonly operationId: string
  readonly route: PolicedRoute
  /** The one that the example of its success answers. */
  readonly request: ExampleRequest
  /** By the status that is answered. */
  readonly examples: Readonly<Record<number, unknown>>
}

type Tree<Leaf> = { readonly [key: string]: Leaf | Tree<Leaf> }

const isRoute = (branch: PolicedRoute | Tree<PolicedRoute>): branch is PolicedRoute =>
  typeof branch['path'] === 'string'

type RouteExamples = Pick<ListedRoute, 'request' | 'examples'>

function toRouteExamples({ request, ...examples }: Tree<unknown>): RouteExamples {
  // Safe: ExamplesOf types each request by its route, and a tree of examples has nothing else beside the statuses.
  return { request: request as ExampleRequest, examples }
}

function* walk(routes: Tree<PolicedRoute>, examples: Tree<Tree<unknown>>, prefix: string): Generator<ListedRoute> {
  for (const [key, branch] of Object.entries(routes)) {
    // Safe: ExamplesOf gives the examples the same keys as the routes.
    const below = examples[key] as Tree<Tree<unknown>>
    const name = `${prefix}${key}`
    if (isRoute(branch)) yield { name, operationId: key, route: branch, ...toRouteExamples(below) }
    else yield* walk(branch, below, `${name}.`)
  }
}

/** Every route of the contract, those behind `/api/v1` first. */
export function listRoutes(): ListedRoute[] {
  return [...walk(apiContract, apiExamples, ''), ...walk(systemContract, systemExamples, 'system.')]
}
