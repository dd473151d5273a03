import type { Field, SimClock } from '@tieback/sim'
import {
  startSimulatorServer,
  type Fault,
  type SimulatedAnswer,
  type SimulatedRequest,
  type Simulator,
  type SimulatorAuth,
} from '../../http/simulator/simulated-server.ts'
import { PiRefusal } from './pi-refusal.ts'
import {
  isServerWebId,
  listPoints,
  pathOf,
  serverName,
  toPointBody,
  toServerBody,
  webIdOf,
  type Point,
  type PointCatalogue,
} from './point-catalogue.ts'
import { selectFields } from './selected-fields.ts'
import { itemsPerCallMax, singleVerbs, streamVerbs, tooMany, type StreamContext } from './stream-verbs.ts'
import { webIdKinds, type WebIdType } from './web-id.ts'

export interface PiSimulatorOptions {
  readonly field: Field
  readonly clock: SimClock
  readonly port?: number
  readonly latencyMs?: number
  readonly auth?: SimulatorAuth
  readonly fault?: Fault
}

const version = '2023.1.0.0'
/** Links carry the name that the server has behind its proxy, which nobody outside can reach. */
const linkBase = 'https://tbsim.internal/piwebapi'

const message = (status: number, text: string): SimulatedAnswer => ({ status, body: { Message: text } })

/** A historian that speaks PI Web API for the field, under `/piwebapi`. It has no verb that writes. */
export function startPiSimulator(options: PiSimulatorOptions): Promise<Simulator> {
  const { field, clock, ...server } = options
  return startSimulatorServer({
    ...server,
    basePath: '/piwebapi',
    handle: (request) => handle({ field, now: clock.now(), request }),
    refusals: {
      unauthorized: {
        ...message(401, 'Authorization has been denied for this request.'),
        headers: { 'www-authenticate': 'Basic realm="tbsim"' },
      },
      'rate-limited': { status: 429, body: { Errors: ['Rate limit was reached.'] } },
      'too-large': message(413, 'The request entity is too large.'),
      'not-found': message(404, 'No HTTP resource was found that matches the request URI.'),
      failed: { status: 500, body: { Errors: ['An unexpected error occurred.'] } },
    },
  })
}

interface Call {
  readonly field: Field
  readonly now: Date
  readonly request: SimulatedRequest
}

function handle(call: Call): SimulatedAnswer {
  const { method, path, headers } = call.request
  try {
    if (method === 'GET') return read(call)
    if (method !== 'POST') return message(405, `The requested resource does not support http method '${method}'.`)
    if (headers['x-requested-with'] === undefined)
      return message(403, 'A custom header X-Requested-With is needed for this request.')
    return path === '/batch' ? batch(call) : message(403, 'The identity has no right to write.')
  } catch (error) {
    if (error instanceof PiRefusal) return error.answer
    throw error
  }
}

function read(call: Call): SimulatedAnswer {
  const { path, query } = call.request
  for (const [pattern, route] of routes) {
    const groups = pattern.exec(path)
    if (groups === null) continue
    const body = route(call, ...groups.slice(1).map(decodeURIComponent))
    return { status: 200, body: selectFields(body, query.get('selectedFields')) }
  }
  return message(404, `No HTTP resource was found that matches the request URI '${path}'.`)
}

type Route = (call: Call, ...pieces: string[]) => unknown

const routes: readonly (readonly [RegExp, Route])[] = [
  [/^\/$/, () => ({ Links: { Self: linkBase, DataServers: `${linkBase}/dataservers`, System: `${linkBase}/system` } })],
  [
    /^\/system$/,
    () => ({ ProductTitle: 'PI Web API', ProductVersion: version, Links: { Self: `${linkBase}/system` } }),
  ],
  [/^\/system\/status$/, () => ({ UpTimeInMinutes: 12_345.6, State: 'Running', CacheInstances: 1 })],
  [/^\/system\/userinfo$/, () => ({ IdentityType: 'Basic', Name: 'tieback', IsAuthenticated: true })],
  [/^\/dataservers$/, listServers],
  [/^\/dataservers\/([^/]+)$/, (call, webId) => (requireServer(webId), toServerBody(linkBase, webIdTypeOf(call)))],
  [/^\/dataservers\/([^/]+)\/points$/, listServerPoints],
  [/^\/points$/, findPoint],
  [/^\/points\/([^/]+)$/, (call, webId) => toPointBody(requirePoint(call, webId), linkBase, webIdTypeOf(call))],
  [/^\/streams\/([^/]+)\/(\w+)$/, readStream],
  [/^\/streamsets\/(\w+)$/, readStreamSet],
]

function webIdTypeOf({ request }: Call): WebIdType {
  const type = request.query.get('webIdType') ?? 'Full'
  if (isWebIdType(type)) return type
  throw new PiRefusal(400, "Parameter 'webIdType' is not valid.")
}

const isWebIdType = (text: string): text is WebIdType => Object.hasOwn(webIdKinds, text)

function requireServer(webId = ''): void {
  if (!isServerWebId(webId)) throw new PiRefusal(404, `Not found: data server '${webId}'.`)
}

function requirePoint({ field, now }: Call, webId = ''): Point {
  const point = listPoints(field, now).find(webId)
  if (point === null) throw new PiRefusal(404, `Not found: point '${webId}'.`)
  return point
}

function listServers(call: Call): unknown {
  const { query } = call.request
  const name = query.get('name') ?? query.get('path')?.replace(/^\\\\/, '')
  const server = toServerBody(linkBase, webIdTypeOf(call))
  if (name === undefined) return { Links: {}, Items: [server] }
  if (name.toUpperCase() !== serverName) throw new PiRefusal(404, `Not found: data server '${name}'.`)
  return server
}

/** A filter with `*` and `?` as the whole name has to be, whatever the case. */
function filterOf(nameFilter: string | null): (name: string) => boolean {
  if (nameFilter === null || nameFilter === '*') return () => true
  const escaped = nameFilter.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
  const pattern = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i')
  return (name) => pattern.test(name)
}

function listServerPoints(call: Call, webId = ''): unknown {
  requireServer(webId)
  const { query } = call.request
  const startIndex = Number(query.get('startIndex') ?? 0)
  const maxCount = Number(query.get('maxCount') ?? 1_000)
  if (maxCount > itemsPerCallMax) throw tooMany()
  const matches = filterOf(query.get('nameFilter'))
  const found = listPoints(call.field, call.now).points.filter(({ name }) => matches(name))
  const page = found.slice(startIndex, startIndex + maxCount)
  const next = startIndex + page.length
  const address = `${linkBase}/dataservers/${webId}/points?startIndex=${String(next)}&maxCount=${String(maxCount)}`
  return {
    Links: next < found.length ? { Next: address } : {},
    Items: page.map((point) => toPointBody(point, linkBase, webIdTypeOf(call))),
  }
}

function findPoint(call: Call): unknown {
  const path = call.request.query.get('path')
  if (path === null) throw new PiRefusal(400, "Parameter 'path' is missing.")
  const point = listPoints(call.field, call.now).findByPath(path)
  if (point === null) throw new PiRefusal(404, `Not found: '${path}'.`)
  return toPointBody(point, linkBase, webIdTypeOf(call))
}

const contextOf = ({ field, now, request }: Call): StreamContext => ({
  field,
  nowMs: now.getTime(),
  query: request.query,
})

function verbOf(name = '') {
  const verb = streamVerbs[name]
  if (verb === undefined) throw new PiRefusal(404, `Not found: '${name}'.`)
  return verb
}

function readStream(call: Call, webId?: string, verb?: string): unknown {
  return { ...verbOf(verb)(requirePoint(call, webId), contextOf(call)), Links: {} }
}

/** One stream that fails carries its own error; the others are answered. */
function readStreamSet(call: Call, verb = ''): unknown {
  const webIds = call.request.query.getAll('webId')
  if (webIds.length === 0) throw new PiRefusal(400, "Parameter 'webId' is missing.")
  const catalogue = listPoints(call.field, call.now)
  const items = webIds.map((webId) => streamOf(call, catalogue, webId, verb))
  const count = items.reduce((sum, { Items }) => sum + (Array.isArray(Items) ? Items.length : 1), 0)
  if (count > itemsPerCallMax) throw tooMany()
  return { Links: {}, Items: items }
}

function streamOf(
  call: Call,
  catalogue: PointCatalogue,
  webId: string,
  verb: string,
): Readonly<Record<string, unknown>> {
  const point = catalogue.find(webId)
  if (point === null) {
    return { WebId: webId, Items: [], WebException: { Errors: [`Not found: point '${webId}'.`], StatusCode: 404 } }
  }
  const own = webIdOf(point, webIdTypeOf(call))
  const identity = { WebId: own, Name: point.name, Path: pathOf(point), Links: { Source: `${linkBase}/points/${own}` } }
  try {
    const body = verbOf(verb)(point, contextOf(call))
    return singleVerbs.has(verb) ? { ...identity, Value: body } : { ...identity, ...body }
  } catch (error) {
    // What is wrong with the request itself is wrong for all streams; only a point's own kind fails alone.
    if (error instanceof PiRefusal && point.tag.sort.pointType === 'Digital') {
      return { ...identity, Items: [], Errors: [error.message] }
    }
    throw error
  }
}

/** Sub-requests by GET, each with a status of its own; the host in their addresses is ignored. */
function batch(call: Call): SimulatedAnswer {
  const requests = parseBatch(call.request.body)
  const answers = Object.entries(requests).map(([id, { Method, Resource }]) => {
    if (Method !== 'GET')
      return [id, { Status: 403, Headers: {}, Content: { Errors: ['The identity has no right to write.'] } }]
    const url = new URL(Resource, linkBase)
    const path = url.pathname.replace(/^\/piwebapi/, '') || '/'
    const answer = handle({ ...call, request: { ...call.request, method: 'GET', path, query: url.searchParams } })
    return [
      id,
      { Status: answer.status, Headers: { 'Content-Type': 'application/json; charset=utf-8' }, Content: answer.body },
    ]
  })
  return { status: 207, body: Object.fromEntries(answers) }
}

function parseBatch(body: string): Record<string, { Method: string; Resource: string }> {
  const malformed = new PiRefusal(400, 'The batch request is malformed.')
  const parsed = parseJson(body)
  if (typeof parsed !== 'object' || parsed === null) throw malformed
  const requests: Record<string, { Method: string; Resource: string }> = {}
  for (const [id, request] of Object.entries(parsed as Record<string, unknown>)) {
    const { Method, Resource } = (request ?? {}) as Record<string, unknown>
    if (typeof Method !== 'string' || typeof Resource !== 'string') throw malformed
    requests[id] = { Method: Method.toUpperCase(), Resource }
  }
  return requests
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
