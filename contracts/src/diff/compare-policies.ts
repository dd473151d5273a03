import { classOf, type Change, type ChangeKind, type Effect } from './change.ts'
import { canonical, isObject, objectAt, textsAt, type Json, type JsonObject } from './json.ts'

const policyChange = (
  path: string,
  kind: ChangeKind,
  effect: Effect,
  detail: string,
  before: Json | undefined,
  after: Json | undefined,
): Change => ({
  path: `${path} policy`,
  direction: 'policy',
  kind,
  class: classOf(effect, 'policy'),
  detail,
  before: before ?? null,
  after: after ?? null,
  origin: null,
})

/** What is promised of a route beside its shape: who may call it, how old an answer may be, how fast it comes, whether it stays. */
export function* comparePolicies(address: string, before: JsonObject, after: JsonObject): Generator<Change> {
  yield* compareAccess(address, before, after)
  yield* compareRoles(address, before, after)
  yield* compareCaches(address, before['x-tieback-cache'], after['x-tieback-cache'])
  yield* compareTargets(address, before, after)
  yield* compareStability(address, before['x-tieback-stability'], after['x-tieback-stability'])
}

const without = (texts: readonly string[], others: readonly string[]) => texts.filter((text) => !others.includes(text))

/** All scopes of a route are needed, and `public` is none. */
const scopesOf = (operation: JsonObject) => without(textsAt(operation, 'x-tieback-access'), ['public'])

function* compareAccess(address: string, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [scopesOf(before), scopesOf(after)]
  for (const scope of without(present, old)) {
    yield policyChange(address, 'access-narrowed', 'narrower', `needs ${scope} now`, old, present)
  }
  for (const scope of without(old, present)) {
    yield policyChange(address, 'access-widened', 'wider', `no longer needs ${scope}`, old, present)
  }
}

function* compareRoles(address: string, before: JsonObject, after: JsonObject): Generator<Change> {
  if (before['x-tieback-roles'] === undefined || after['x-tieback-roles'] === undefined) return
  const [old, present] = [textsAt(before, 'x-tieback-roles'), textsAt(after, 'x-tieback-roles')]
  for (const role of without(old, present)) {
    yield policyChange(address, 'roles-narrowed', 'narrower', `${role} may no longer call it`, old, present)
  }
  for (const role of without(present, old)) {
    yield policyChange(address, 'roles-widened', 'wider', `${role} may call it now`, old, present)
  }
}

const numberAt = (parent: JsonObject, key: string) => {
  const value = parent[key]
  return typeof value === 'number' ? value : 0
}

/** An answer that may be older than was promised breaks whoever counted on its age; who may answer it again from a store is our business. */
function* compareCaches(address: string, before: Json | undefined, after: Json | undefined): Generator<Change> {
  const [old, present] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
  for (const part of ['freshS', 'staleS']) {
    const [was, is] = [numberAt(old, part), numberAt(present, part)]
    const detail = `${part} was ${was}, is ${is}`
    if (is > was) yield policyChange(address, 'cache-longer', 'broken', detail, was, is)
    if (is < was) yield policyChange(address, 'cache-shorter', 'grown', detail, was, is)
  }
  if (canonical(textsAt(old, 'tags').sort()) !== canonical(textsAt(present, 'tags').sort())) {
    yield policyChange(address, 'cache-tags', 'unseen', 'invalidated by other tags', old['tags'], present['tags'])
  }
}

function* compareTargets(address: string, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [objectAt(before, 'x-tieback-slo')['p95Ms'], objectAt(after, 'x-tieback-slo')['p95Ms']]
  // No target is a promise of nothing.
  const [was, is] = [old, present].map((target) => (typeof target === 'number' ? target : Infinity))
  if (was === undefined || is === undefined || was === is) return
  const detail = `the target was ${canonical(old)} ms, is ${canonical(present)} ms`
  if (is > was) yield policyChange(address, 'target-slower', 'broken', detail, old, present)
  else yield policyChange(address, 'target-faster', 'grown', detail, old, present)
}

function* compareStability(address: string, before: Json | undefined, after: Json | undefined): Generator<Change> {
  if (before === after) return
  const isRaised = after === 'stable'
  const detail = isRaised ? 'is stable now' : 'is no longer stable'
  const kind = isRaised ? 'stability-raised' : 'stability-lowered'
  yield policyChange(address, kind, isRaised ? 'grown' : 'broken', detail, before, after)
}
