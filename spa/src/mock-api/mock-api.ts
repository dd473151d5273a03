import type { RoutePolicy } from '@tieback/contracts'
import type { MockWorld } from './mock-world.ts'

/** What a schema of the contract gives once it has parsed; told by its shape, since only the contract names zod. */
type OutputOf<Schema> = Schema extends { readonly _zod: { readonly output: infer Output } } ? Output : undefined

/** The parsed part of a request; an empty record where the route declares none. */
type Part<Route, Name extends string> =
  Route extends Readonly<Record<Name, infer Schema>> ? OutputOf<Schema> : Readonly<Record<string, never>>

type HeadersOf<Route> = Route extends { readonly headers: infer Schemas }
  ? { readonly [Name in keyof Schemas]: OutputOf<Schemas[Name]> }
  : Readonly<Record<string, never>>

/** A request that fits the contract, from a caller who may send it. */
export interface MockRequest<Route> {
  readonly params: Part<Route, 'pathParams'>
  readonly query: Part<Route, 'query'>
  readonly body: Part<Route, 'body'>
  readonly headers: HeadersOf<Route>
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal
}

/** An answer that isn't JSON is a text, or bytes as they come. */
type BodyOf<Response> = Response extends { readonly contentType: string }
  ? string | ReadableStream<Uint8Array>
  : OutputOf<Response>

/** What a mock may answer: what its route declares, whole. Failures are thrown as MockProblem. */
export type MockReply<Route> = Route extends { readonly responses: infer Responses }
  ? {
      [Status in keyof Responses]: { readonly status: Status; readonly body: BodyOf<Responses[Status]> }
    }[keyof Responses]
  : never

export type Mock<Route> = (
  request: MockRequest<Route>,
  world: MockWorld,
) => MockReply<Route> | Promise<MockReply<Route>>

/** A mock for every route of a contract: a route without one doesn't compile. */
export type MockApi<Contract> = {
  readonly [Name in keyof Contract]: Contract[Name] extends { readonly responses: unknown }
    ? Mock<Contract[Name]>
    : MockApi<Contract[Name]>
}

interface Issue {
  readonly path?: readonly PropertyKey[] | undefined
  readonly message: string
}

/** What parses a part of a request or of an answer. */
export interface Parser {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: unknown }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } }
}

/** A route of the contract as the mount reads it. */
export interface ContractRoute {
  readonly method: string
  readonly path: string
  readonly metadata: RoutePolicy
  readonly pathParams?: unknown
  readonly query?: unknown
  readonly headers?: unknown
  readonly body?: unknown
  readonly responses: Readonly<Record<number, unknown>>
}

export const isParser = (schema: unknown): schema is Parser =>
  typeof schema === 'object' && schema !== null && 'safeParse' in schema
