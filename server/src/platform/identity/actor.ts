import type { IncomingMessage } from 'node:http'
import { type Role, roleScopes, type RoutePolicy, type Scope } from '@tieback/contracts'

/** The assets that a right holds for: all, or these nodes with everything below them, by id. */
export type AssetScope = 'all' | readonly string[]

/** A role, and the assets that it holds for. */
export interface Grant {
  readonly role: Role
  readonly assets: AssetScope
}

/** Who is asking. */
export interface Actor {
  /** Stable, as the provider gives it. */
  readonly id: string
  readonly name: string
  readonly kind: 'person' | 'machine'
  readonly grants: readonly Grant[]
  /** Null: not by a session of ours, but by a token that ends by itself. */
  readonly sessionId: string | null
}

/**
 * Finds who is asking, or null.
 *
 * cost   at once where it can: bytes from memory wait for nothing else; it may be asked twice of one request
 */
export type ResolveActor = (request: IncomingMessage) => Actor | null | Promise<Actor | null>

/** What an actor may reach by the routes that need the same scopes. */
export interface Reach {
  readonly assets: AssetScope
  /** Names who may see the same facts: cached answers are kept once for each audience. Empty: who may see all. */
  readonly audience: string
}

const wholeField: Reach = { assets: 'all', audience: '' }

const scopesOf = (role: Role): readonly Scope[] => roleScopes[role]

/** Every scope that an actor has for anything at all. */
export const listScopes = ({ grants }: Actor): Scope[] => [...new Set(grants.flatMap(({ role }) => scopesOf(role)))]

/** Actors live as long as their session is remembered; routes share their lists of scopes. */
const known = new WeakMap<Actor, Map<readonly Scope[], Reach | null>>()

/** Where an actor has all of these scopes; null: nowhere. One role must bring them all: scopes of two don't add up. */
export function reachOf(actor: Actor, access: readonly Scope[]): Reach | null {
  let ofActor = known.get(actor)
  if (ofActor === undefined) known.set(actor, (ofActor = new Map<readonly Scope[], Reach | null>()))
  let reach = ofActor.get(access)
  if (reach === undefined) ofActor.set(access, (reach = findReach(actor, access)))
  return reach
}

function findReach({ grants }: Actor, access: readonly Scope[]): Reach | null {
  const needed = access.filter((scope) => scope !== 'public')
  if (needed.length === 0) return wholeField
  const fitting = grants.filter(({ role }) => needed.every((scope) => scopesOf(role).includes(scope)))
  if (fitting.length === 0) return null
  if (fitting.some(({ assets }) => assets === 'all')) return wholeField
  const assets = [...new Set(fitting.flatMap((grant) => (grant.assets === 'all' ? [] : grant.assets)))].toSorted()
  return { assets, audience: assets.join(',') || 'none' }
}

/** Whether an actor may call a route at all, whatever it then shows. */
export function mayCall(actor: Actor, { access, reach }: Pick<RoutePolicy, 'access' | 'reach'>): boolean {
  const own = reachOf(actor, access)
  return own !== null && (reach !== 'field' || own.assets === 'all')
}

const openGrants: readonly Grant[] = [{ role: 'administrator', assets: 'all' }]

/** Somebody who may do everything: for tests and benchmarks of what lies behind the door. */
export const openActor: ResolveActor = () => everybody

const everybody: Actor = { id: 'local', name: 'Local', kind: 'person', grants: openGrants, sessionId: null }
