import fc from 'fast-check'
import { z } from 'zod'
import type { ListedRoute } from '../../src/openapi/list-routes.ts'
import { arbitraryOf, type Choices } from './arbitrary-of.ts'

/** A request of one route in its parts, as a client would send it. */
export interface RouteRequest {
  readonly method: string
  /** With its parameters filled in, encoded. */
  readonly path: string
  /** As text, not encoded. */
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** What becomes JSON; undefined where nothing is sent. */
  readonly body: unknown
}

export interface RouteParts {
  readonly method: string
  /** As the contract writes it, such as `/api/v1/assets/:id`. */
  readonly path: string
  readonly pathParams: Readonly<Record<string, z.core.$ZodType>>
  readonly query: Readonly<Record<string, z.core.$ZodType>>
  readonly headers: Readonly<Record<string, z.core.$ZodType>>
  readonly body: z.core.$ZodType | null
}

/** Headers are declared as a plain map of schemas, the rest as objects. */
function fieldsOf(declared: unknown): Readonly<Record<string, z.core.$ZodType>> {
  if (declared instanceof z.ZodObject) return declared.shape
  return z.record(z.string(), z.instanceof(z.ZodType)).parse(declared ?? {})
}

/** What a route reads of a request, each part by the names in it. */
export function partsOf({ route }: ListedRoute): RouteParts {
  return {
    method: route.method,
    path: route.path,
    pathParams: fieldsOf(route.pathParams),
    query: fieldsOf(route.query),
    headers: fieldsOf(route.headers),
    body: 'body' in route && route.body instanceof z.ZodType ? route.body : null,
  }
}

const toText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Values as they are written in an address or a header. */
function textsOf(
  fields: Readonly<Record<string, z.core.$ZodType>>,
  choices: Choices,
): fc.Arbitrary<Record<string, string>> {
  const values = Object.entries(fields).map(([name, schema]) => [name, arbitraryOf(schema, choices, name)] as const)
  return fc
    .record(Object.fromEntries(values))
    .map((given) =>
      Object.fromEntries(
        Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, toText(value)]])),
      ),
    )
}

/** A header carries visible ASCII; what a schema allows beyond it can't be sent. */
const isHeaderText = (text: string): boolean => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text)

/** Both are optional and nothing in their schemas says so, but a range that ends before it begins is refused. */
function inOrder(query: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { from, to } = query
  return from === undefined || to === undefined || from < to ? query : { ...query, from: to, to: from }
}

const fillPath = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))

/** Requests that keep to what a route declares. */
export function requestsOf(listed: ListedRoute, choices: Choices = {}): fc.Arbitrary<RouteRequest> {
  const { method, path, pathParams, query, headers, body } = partsOf(listed)
  return fc
    .record({
      params: textsOf(pathParams, choices),
      query: textsOf(query, choices).map(inOrder),
      headers: textsOf(headers, choices).filter((given) => Object.values(given).every(isHeaderText)),
      body: body === null ? fc.constant(undefined) : arbitraryOf(body, choices),
    })
    .map(({ params, ...given }) => ({ method, path: fillPath(path, params), ...given }))
}

/** The path of a request with its query, as it stands in a request line. */
export function addressOf({ path, query }: Pick<RouteRequest, 'path' | 'query'>): string {
  const text = new URLSearchParams(query).toString()
  return text === '' ? path : `${path}?${text}`
}
