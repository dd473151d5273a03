import { apiContract, systemContract } from '../api.ts'
import { apiExamples, systemExamples } from '../examples.ts'
import type { PolicedRoute } from '../policy.ts'

/** A route of the contract with what belongs to it. */
export interface ListedRoute {
  /** The path of keys in the contract, such as `summary.readSummary`; the last key is the operation's id. */
  readonly name: string
  readonly operationId: string
  readonly route: PolicedRoute
  readonly examples: Readonly<Record<number, unknown>>
}

type Tree<Leaf> = { readonly [key: string]: Leaf | Tree<Leaf> }

const isRoute = (branch: PolicedRoute | Tree<PolicedRoute>): branch is PolicedRoute =>
  typeof branch['path'] === 'string'

function* walk(routes: Tree<PolicedRoute>, examples: Tree<Tree<unknown>>, prefix: string): Generator<ListedRoute> {
  for (const [key, branch] of Object.entries(routes)) {
    // Safe: ExamplesOf gives the examples the same keys as the routes.
    const below = examples[key] as Tree<Tree<unknown>>
    if (isRoute(branch)) yield { name: `${prefix}${key}`, operationId: key, route: branch, examples: below }
    else yield* walk(branch, below, `${prefix}${key}.`)
  }
}

/** Every route of the contract, those behind `/api/v1` first. */
export function listRoutes(): ListedRoute[] {
  return [...walk(apiContract, apiExamples, ''), ...walk(systemContract, systemExamples, 'system.')]
}
