import { type AuditEntry, type Role, roleScopes, type Scope } from '@tieback/contracts'
import { type ContractRoute, isParser, type Parser } from './mock-api.ts'
import { MockProblem, toProblem } from './mock-problem.ts'
import type { MockWorld } from './mock-world.ts'
import { rehearse } from './rehearsal.ts'
import { you } from './tables/people.ts'

/** A mock whose route is known only while it runs. */
type AnyMock = (request: unknown, world: MockWorld) => unknown

/** A route with what answers it. `params` are those of the path, decoded. */
export interface MountedRoute {
  /** The path of keys in the contract, such as `summary.readSummary`. */
  readonly name: string
  readonly route: ContractRoute
  readonly answer: (request: Request, params: Readonly<Record<string, unknown>>) => Promise<Response>
}

type Tree<Leaf> = { readonly [key: string]: Leaf | Tree<Leaf> }

const isRoute = (branch: ContractRoute | Tree<ContractRoute>): branch is ContractRoute =>
  typeof branch['path'] === 'string'

/**
 * Every route of a contract with its mock, those with fewer parameters first: `/scenarios/compare` before `/scenarios/:id`.
 *
 * throws  Error for a route without a mock
 */
export function mountRoutes(contract: object, mocks: object, world: MockWorld): MountedRoute[] {
  // Safe: MockApi gives the mocks the same keys as the contract, and walk checks that each leaf is there.
  const routes = [...walk(contract as Tree<ContractRoute>, mocks as Tree<AnyMock>, '', world)]
  const parametersOf = ({ route }: MountedRoute): number => route.path.split('/:').length
  return routes.toSorted((a, b) => parametersOf(a) - parametersOf(b))
}

function* walk(
  routes: Tree<ContractRoute>,
  mocks: Tree<AnyMock>,
  prefix: string,
  world: MockWorld,
): Generator<MountedRoute> {
  for (const [key, branch] of Object.entries(routes)) {
    const name = `${prefix}${key}`
    const mock = mocks[key]
    if (!isRoute(branch)) yield* walk(branch, (mock ?? {}) as Tree<AnyMock>, `${name}.`, world)
    else if (typeof mock !== 'function') throw new Error(`${name} has no mock`)
    else
      yield {
        name,
        route: branch,
        answer: (request, params) => answer({ name, route: branch, mock, world, request, params }),
      }
  }
}

interface Exchange {
  readonly name: string
  readonly route: ContractRoute
  readonly mock: AnyMock
  readonly world: MockWorld
  readonly request: Request
  readonly params: Readonly<Record<string, unknown>>
}

/** As the server does it: access before parsing, parsing before the mock, and what is sent is checked too. */
async function answer(exchange: Exchange): Promise<Response> {
  const { route, mock, world, request } = exchange
  const requestId = world.nextRequestId()
  const actor = world.role === null ? null : you
  try {
    checkAccess(route, world.role)
    const parsed = await parseRequest(exchange)
    const { signal } = request
    await rehearse([parsed.params, parsed.query], { wait: world.wait, signal })
    const call = async (): Promise<Reply> => (await mock({ ...parsed, signal }, world)) as Reply
    const key = parsed.headers['idempotency-key']
    const reply = await (typeof key === 'string' ? answerOnce(exchange, key, parsed, call) : call())
    await recordDone(exchange, actor, requestId)
    return toResponse(route, reply, world, requestId)
  } catch (error) {
    if (request.signal.aborted) throw error
    if (error instanceof MockProblem && error.code === 'forbidden') await recordRefusal(exchange, error, requestId)
    return toProblemResponse(error, exchange, requestId)
  }
}

type Entry = Pick<AuditEntry, 'action' | 'outcome' | 'actor' | 'object' | 'detail'>

const record = ({ world }: Exchange, entry: Entry, correlationId: string): Promise<void> =>
  world.tables.auditLog.append({
    ...entry,
    ...{ at: world.now().toISOString(), actorKind: 'person', digestBefore: null, digestAfter: null, correlationId },
  })

/** What the contract says is to be recorded of a route, once it has been done. */
async function recordDone(exchange: Exchange, actor: AuditEntry['actor'], requestId: string): Promise<void> {
  const { route, name, params } = exchange
  const { audit: action } = route.metadata
  if (action === undefined) return
  const [kind = ''] = action.split('.')
  const object = typeof params['id'] === 'string' ? { kind, id: params['id'] } : null
  await record(exchange, { action, outcome: 'done', actor, object, detail: { operation: name } }, requestId)
}

async function recordRefusal(exchange: Exchange, { message }: MockProblem, requestId: string): Promise<void> {
  const object = { kind: 'operation', id: exchange.name }
  const entry = {
    action: 'access.refuse',
    outcome: 'refused',
    actor: you,
    object,
    detail: { reason: message },
  } as const
  await record(exchange, entry, requestId)
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

/** A write that is sent again under its key gets the first answer; the key with another body is a conflict. */
async function answerOnce(
  { route, world }: Exchange,
  key: string,
  { params, query, body }: ParsedParts,
  call: () => Promise<Reply>,
): Promise<Reply> {
  const place = `${route.method} ${route.path} ${key}`
  const sent = JSON.stringify([params, query, body])
  const known = world.written.get(place)
  if (known !== undefined && known.sent !== sent) {
    throw new MockProblem('conflict', 'This idempotency-key was used for another write. Take a new one.')
  }
  if (known !== undefined) return (await known.reply) as Reply
  const reply = call()
  world.written.set(place, { sent, reply })
  // What failed has written nothing, and may be tried again.
  reply.catch(() => world.written.delete(place))
  return reply
}

function checkAccess({ metadata }: ContractRoute, role: Role | null): void {
  if (metadata.access.every((scope) => scope === 'public')) return
  if (role === null) throw new MockProblem('unauthenticated', 'Sign in and send the request again.')
  const scopes: readonly Scope[] = roleScopes[role]
  const missing = metadata.access.filter((scope) => scope !== 'public' && !scopes.includes(scope))
  if (missing.length > 0) {
    throw new MockProblem('forbidden', `This needs ${missing.join(' and ')}; the role ${role} does not have it.`)
  }
}

type Errors = NonNullable<MockProblem['errors']>

/** A parsed part; what doesn't fit is added to the errors. */
function parsePart(name: string, schema: unknown, value: unknown, errors: Errors): Readonly<Record<string, unknown>> {
  if (!isParser(schema)) return {}
  const result = schema.safeParse(value)
  // Safe: the parts that a contract declares are objects.
  if (result.success) return result.data as Readonly<Record<string, unknown>>
  for (const { path, message } of result.error.issues) {
    errors.push({ path: [name, ...(path ?? []).map(String)].join('.'), message })
  }
  return {}
}

/** A query as it stands in the address; a name that is there twice is a list. */
function readQuery(url: string): Record<string, string | string[]> {
  const { searchParams } = new URL(url)
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name)
      return [name, values.length > 1 ? values : (values[0] ?? '')]
    }),
  )
}

async function readBody(request: Request): Promise<unknown> {
  const text = await request.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new MockProblem('invalid-request', 'The body is not JSON.')
  }
}

function parseHeaders(schemas: unknown, headers: Headers, errors: Errors): Record<string, unknown> {
  const declared = Object.entries((schemas ?? {}) as Record<string, unknown>)
  const found: [string, unknown][] = []
  for (const [name, schema] of declared) {
    if (!isParser(schema)) continue
    const result = schema.safeParse(headers.get(name) ?? undefined)
    if (result.success) found.push([name, result.data])
    else errors.push(...result.error.issues.map(({ message }) => ({ path: `headers.${name}`, message })))
  }
  return Object.fromEntries(found)
}

interface ParsedParts {
  readonly params: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>>
}

async function parseRequest({ route, request, params }: Exchange): Promise<ParsedParts> {
  const errors: Errors = []
  const parsed = {
    params: parsePart('path', route.pathParams, params, errors),
    query: parsePart('query', route.query, readQuery(request.url), errors),
    headers: parseHeaders(route.headers, request.headers, errors),
    body: isParser(route.body) ? parsePart('body', route.body, await readBody(request), errors) : {},
  }
  if (errors.length > 0)
    throw new MockProblem('invalid-request', 'Mend what "errors" lists and send it again.', { errors })
  return parsed
}

/** A mock that breaks its contract is wrong itself: nobody should build on its answer. */
function checkBody(schema: Parser, body: unknown, status: number): unknown {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const [first] = result.error.issues
  const path = (first?.path ?? []).map(String).join('.')
  throw new TypeError(`the mock's ${status} breaks the contract at ${path}: ${first?.message ?? 'no reason given'}`)
}

const headersOf = (world: MockWorld, requestId: string, contentType: string): Record<string, string> => ({
  'content-type': contentType,
  'cache-control': 'no-store',
  date: world.now().toUTCString(),
  'x-request-id': requestId,
})

function toResponse(route: ContractRoute, { status, body }: Reply, world: MockWorld, requestId: string): Response {
  const declared = route.responses[status]
  if (declared === undefined) throw new TypeError(`the mock answers ${status}, which its route doesn't declare`)
  if (isParser(declared)) {
    const text = JSON.stringify(checkBody(declared, body, status))
    return new Response(text, { status, headers: headersOf(world, requestId, 'application/json; charset=utf-8') })
  }
  const contentType = (declared as { contentType?: string }).contentType
  // Without a schema and a content type, the contract declares that there is no body.
  if (contentType === undefined) return new Response(null, { status, headers: { 'x-request-id': requestId } })
  return new Response(body as BodyInit, { status, headers: headersOf(world, requestId, contentType) })
}

function toProblemResponse(error: unknown, { world, request }: Exchange, requestId: string): Response {
  const isForeseen = error instanceof MockProblem
  if (!isForeseen) world.reportFault(error)
  const fault = error instanceof Error ? error.message : String(error)
  const problem = isForeseen ? error : new MockProblem('internal-error', `The mock itself failed: ${fault}`)
  const body = toProblem(problem, new URL(request.url).pathname, requestId)
  const headers = headersOf(world, requestId, 'application/problem+json; charset=utf-8')
  if (problem.retryAfterS !== null) headers['retry-after'] = String(problem.retryAfterS)
  return new Response(JSON.stringify(body), { status: body.status, headers })
}
