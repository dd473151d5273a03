import { isObject, objectAt, textsAt, type JsonObject } from '../../src/diff/json.ts'
import type { ChangedOperation } from './change-operations.ts'
import type { Operator } from './oracle.ts'

/** Every change of what is promised of an operation beside its shape. */
export function* changePolicies(operation: JsonObject): Generator<ChangedOperation> {
  for (const [operator, word, value] of changes(operation)) {
    yield [operator, { ...operation, [word]: value }, word]
  }
}

function* changes(operation: JsonObject): Generator<readonly [Operator, string, JsonObject[string]]> {
  yield* changeAccess(textsAt(operation, 'x-tieback-access'))
  yield* changeRoles(textsAt(operation, 'x-tieback-roles'))
  yield* changeCache(operation['x-tieback-cache'])
  const { p95Ms } = objectAt(operation, 'x-tieback-slo')
  if (typeof p95Ms === 'number') {
    yield ['target-slower', 'x-tieback-slo', { p95Ms: p95Ms + 1 }]
    yield ['target-faster', 'x-tieback-slo', { p95Ms: p95Ms - 1 }]
    yield ['target-dropped', 'x-tieback-slo', null]
  }
  yield ['made-beta', 'x-tieback-stability', 'beta']
}

function* changeAccess(scopes: readonly string[]): Generator<readonly [Operator, string, readonly string[]]> {
  const word = 'x-tieback-access'
  if (scopes.includes('public')) {
    yield ['made-private', word, ['never:seen']]
    return
  }
  yield ['scope-added', word, [...scopes, 'never:seen']]
  for (const scope of scopes) yield ['scope-dropped', word, scopes.filter((other) => other !== scope)]
}

function* changeRoles(roles: readonly string[]): Generator<readonly [Operator, string, readonly string[]]> {
  for (const role of roles) yield ['role-dropped', 'x-tieback-roles', roles.filter((other) => other !== role)]
  if (roles.length > 0) yield ['role-added', 'x-tieback-roles', [...roles, 'never-seen']]
}

function* changeCache(
  cache: JsonObject[string] | undefined,
): Generator<readonly [Operator, string, JsonObject | null]> {
  const word = 'x-tieback-cache'
  if (!isObject(cache)) {
    yield ['cache-introduced', word, { freshS: 1, staleS: 0, tags: ['nodes'] }]
    return
  }
  const { freshS, staleS } = cache
  if (typeof freshS === 'number') {
    yield ['fresh-for-longer', word, { ...cache, freshS: freshS + 1 }]
    yield ['fresh-for-shorter', word, { ...cache, freshS: freshS - 1 }]
  }
  if (typeof staleS === 'number') {
    yield ['stale-for-longer', word, { ...cache, staleS: staleS + 1 }]
    if (staleS > 0) yield ['stale-for-shorter', word, { ...cache, staleS: staleS - 1 }]
  }
  yield ['cache-tag-added', word, { ...cache, tags: [...textsAt(cache, 'tags'), 'never-seen'] }]
  yield ['cache-dropped', word, null]
}
