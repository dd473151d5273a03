import type { Change } from './change.ts'
import { compareOperations } from './compare-operations.ts'
import { isObject, objectAt, type JsonObject } from './json.ts'
import type { Documents } from './site.ts'
import { unchangedSchemas } from './unchanged-schemas.ts'

/** One method of one path, as a document declares it. */
interface Operation {
  readonly method: string
  readonly path: string
  readonly operation: JsonObject
}

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'])

/**
 * Everything in which a contract differs from an earlier one, route by route.
 *
 * before, after  OpenAPI 3.1 documents as `createOpenApi` makes them
 * throws         Error where a reference leads nowhere
 */
export function diffContracts(before: JsonObject, after: JsonObject): Change[] {
  const [old, present] = [operationsOf(before), operationsOf(after)]
  const documents: Documents = { before, after, isUnchanged: unchangedSchemas(before, after) }
  const changes: Change[] = []
  for (const [key, was] of old) {
    const is = present.get(key)
    const found = is === undefined ? [routeChange('route-removed', was)] : compareRoutes(was, is, documents)
    changes.push(...asPromised(was.operation, found))
  }
  for (const [key, is] of present) if (!old.has(key)) changes.push(routeChange('route-added', is))
  return changes
}

/** By method and path; what a parameter of the path is called makes no other route. */
function operationsOf(document: JsonObject): Map<string, Operation> {
  const operations = new Map<string, Operation>()
  for (const [path, item] of Object.entries(objectAt(document, 'paths'))) {
    for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
      if (!methods.has(method) || !isObject(operation)) continue
      operations.set(`${method} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`, { method, path, operation })
    }
  }
  return operations
}

const addressOf = ({ method, path }: Operation) => `${method.toUpperCase()} ${path}`

function compareRoutes(was: Operation, is: Operation, documents: Documents): Change[] {
  const pair = { address: addressOf(was), path: was.path, pathNow: is.path, documents }
  return [...compareOperations({ ...pair, before: was.operation, after: is.operation })]
}

const routeChange = (kind: 'route-added' | 'route-removed', route: Operation): Change => ({
  path: addressOf(route),
  direction: 'route',
  kind,
  class: kind === 'route-added' ? 'additive' : 'breaking',
  detail: kind === 'route-added' ? 'is new' : 'is gone',
  before: kind === 'route-added' ? null : (route.operation['operationId'] ?? null),
  after: kind === 'route-added' ? (route.operation['operationId'] ?? null) : null,
  origin: null,
})

/** A route that was beta promised nothing: what changes in it is told, and breaks nothing. That it became stable is news for all. */
const asPromised = (operation: JsonObject, changes: readonly Change[]): Change[] =>
  operation['x-tieback-stability'] === 'beta'
    ? changes.map((change) => (change.kind === 'stability-raised' ? change : { ...change, class: 'beta' }))
    : [...changes]
