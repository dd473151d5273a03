import { type ExampleRequest, exampleAddress } from '@tieback/contracts/examples'
import { type ListedRoute, listRoutes } from '@tieback/contracts/openapi'
import { idOf, oilSignalId } from './small-field.ts'

/** A request as a client would send it. */
export interface GoodRequest {
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: object
}

/** What of the small field stands for a thing of the contract's examples, by the kind in its id. Other kinds aren't in the field. */
const idOfKind: Readonly<Record<string, string>> = {
  asset: idOf('asset'),
  hub: idOf('hub'),
  facility: idOf('facility'),
  well: idOf('V-31'),
  sig: oilSignalId,
}

/** From the last whole day of the examples, 18 November, back to the one of the small field, 11 March. */
const earlierMs = 252 * 86_400_000

function moved(text: string): string {
  const at = new Date(Date.parse(text) - earlierMs).toISOString()
  return text.includes('T') ? at : at.slice(0, 10)
}

/** A value of an example request as it is in the small field: ids by their kind, days and instants moved, the rest as it is. */
function inSmallField(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSmallField)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, inSmallField(below)]))
  }
  if (typeof value !== 'string') return value
  if (/^\d{4}-\d\d-\d\d($|T)/.test(value)) return moved(value)
  return idOfKind[/^([a-z]+)-[a-z0-9]+$/.exec(value)?.[1] ?? ''] ?? value
}

/** What the small field has otherwise. */
const differing: Readonly<Record<string, ExampleRequest>> = {
  // Nobody forecasts there: with a forecast the answer is 501.
  'performance.readHubPerformance': { query: { forecast: 'false' } },
  // Its samples are of the ten minutes before it is asked.
  'signals.readSamples': { query: { from: '2026-03-12T07:00:00Z', to: '2026-03-12T09:00:00Z' } },
}

function toGoodRequest({ name, route, request }: ListedRoute): GoodRequest {
  // Safe: only strings become other strings.
  const { body, ...address } = inSmallField(request) as ExampleRequest
  const query = { ...address.query, ...differing[name]?.query }
  const params = { ...address.params, ...(route.path.includes('/sources/:id') ? { id: 'ec' } : {}) }
  return {
    ...(route.method === 'GET' ? {} : { method: route.method }),
    path: exampleAddress(route.path, { ...address, params, query }),
    // Safe: every body that the contract declares is an object.
    ...(body === undefined ? {} : { body: body as object }),
  }
}

/** The example request of every route of the contract, as it is in the small field. */
export const goodRequests: Readonly<Record<string, GoodRequest>> = Object.fromEntries(
  listRoutes().map((listed) => [listed.name, toGoodRequest(listed)]),
)
