import fc from 'fast-check'
import type { ListedRoute } from '../../src/openapi/list-routes.ts'
import type { Choices } from './arbitrary-of.ts'
import { oddAddressTexts, oddBodies, oddContentTypes, oddHeaders, oddTexts } from './odd-values.ts'
import { addressOf, partsOf, requestsOf, type RouteRequest } from './requests.ts'

/** A request as it goes out: what no schema would have let through can be in it. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Undefined: none. */
  readonly payload?: string
}

/** The request as a well-behaved client writes it. */
export function toSent(request: RouteRequest): SentRequest {
  const { method, headers, body } = request
  const url = addressOf(request)
  if (body === undefined) return { method, url, headers }
  return { method, url, headers: { 'content-type': 'application/json', ...headers }, payload: JSON.stringify(body) }
}

type Spoil = (sent: SentRequest) => SentRequest

const withQuery = (sent: SentRequest, text: string): SentRequest => ({
  ...sent,
  url: `${sent.url}${sent.url.includes('?') ? '&' : '?'}${text}`,
})

/** Names that a query is read with when somebody tries. */
const strangeNames = [
  '__proto__',
  '__proto__[x]',
  'constructor[prototype][x]',
  'toString',
  'unknown',
  '',
  'a[]',
  '%zz',
  '\u0000',
]

/** Parameters of the query given wrongly, twice, as lists, or not at all. */
function spoilQuery(listed: ListedRoute): fc.Arbitrary<Spoil> {
  const declared = Object.keys(partsOf(listed).query)
  const names = fc.oneof(fc.constantFrom(...declared, 'asOf'), fc.constantFrom(...strangeNames))
  const named = fc.tuple(names, oddAddressTexts)
  const replaced = named.map(
    ([name, value]): Spoil =>
      (sent) =>
        withQuery(withoutQuery(sent, name), `${name}=${value}`),
  )
  const added = fc
    .oneof(
      named.map(([name, value]) => `${name}=${value}`),
      names.map((name) => `${name}[]=1&${name}[a]=2`),
      names.map((name) => `${name}=1&`.repeat(1_500)),
      fc.constantFrom('&&&', '=', '?', '#', 'a', '%'),
    )
    .map(
      (text): Spoil =>
        (sent) =>
          withQuery(sent, text),
    )
  const removed = names.map(
    (name): Spoil =>
      (sent) =>
        withoutQuery(sent, name),
  )
  return fc.oneof(
    { weight: 6, arbitrary: replaced },
    { weight: 5, arbitrary: added },
    { weight: 1, arbitrary: removed },
  )
}

function withoutQuery(sent: SentRequest, name: string): SentRequest {
  const [path = '', query = ''] = sent.url.split('?', 2)
  const kept = query.split('&').filter((pair) => pair !== '' && pair.split('=')[0] !== name)
  return { ...sent, url: kept.length === 0 ? path : `${path}?${kept.join('&')}` }
}

/** The path of an address changed, its query as it is. */
const withPath = (sent: SentRequest, change: (path: string) => string): SentRequest => {
  const [path = '', ...query] = sent.url.split('?')
  return { ...sent, url: [change(path), ...query].join('?') }
}

const replaceSegment = (path: string, place: number, text: string): string =>
  path
    .split('/')
    .map((segment, index) => (index === place ? text : segment))
    .join('/')

/** A parameter of the path made odd. */
function spoilParams({ route }: ListedRoute): fc.Arbitrary<Spoil> {
  const places = route.path.split('/').flatMap((segment, place) => (segment.startsWith(':') ? [place] : []))
  return fc.tuple(fc.constantFrom(...(places.length > 0 ? places : [1])), oddAddressTexts).map(
    ([place, text]): Spoil =>
      (sent) =>
        withPath(sent, (path) => replaceSegment(path, place, text)),
  )
}

/** The path bent as a whole. */
const spoilPath: fc.Arbitrary<Spoil> = fc.constantFrom('/', '//', '/.', '/..', '/%2f', ';a=b', '.json').map(
  (text): Spoil =>
    (sent) =>
      withPath(sent, (path) => path + text),
)

const spoilMethod: fc.Arbitrary<Spoil> = fc
  .constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')
  .map((method) => (sent) => ({ ...sent, method }))

const withHeader = (sent: SentRequest, name: string, value: string): SentRequest => ({
  ...sent,
  headers: Object.fromEntries([...Object.entries(sent.headers), [name, value]]),
})

const spoilHeaders: fc.Arbitrary<Spoil> = fc.oneof(
  oddHeaders.map(
    ([name, value]): Spoil =>
      (sent) =>
        withHeader(sent, name, value),
  ),
  fc.constant<Spoil>((sent) =>
    Array.from({ length: 200 }).reduce<SentRequest>((many, _, index) => withHeader(many, `x-${index}`, 'x'), sent),
  ),
)

const spoilBody: fc.Arbitrary<Spoil> = fc.oneof(
  fc
    .tuple(oddBodies, oddContentTypes)
    .map(([payload, type]): Spoil => (sent) => ({ ...withHeader(sent, 'content-type', type), payload })),
  oddBodies.map((payload): Spoil => (sent) => ({ ...withHeader(sent, 'content-type', 'application/json'), payload })),
  oddContentTypes.map(
    (type): Spoil =>
      (sent) =>
        withHeader(sent, 'content-type', type),
  ),
)

/** One member of an object in the body replaced, so that the rest of it is read. */
const spoilMember: fc.Arbitrary<Spoil> = fc
  .tuple(
    fc.nat(),
    fc.oneof(fc.jsonValue({ maxDepth: 3 }), oddTexts, fc.constantFrom(1e308, -1e308, 2 ** 53 + 2, 0.5, -1)),
  )
  .map(([place, value]): Spoil => (sent) => {
    const body: unknown = sent.payload === undefined ? null : tryParse(sent.payload)
    if (typeof body !== 'object' || body === null) return sent
    const names = Object.keys(body)
    const name = names[place % Math.max(1, names.length)] ?? 'expectedVersion'
    return { ...sent, payload: JSON.stringify({ ...body, [name]: value }) }
  })

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Requests of a route that are wrong in one to three ways; the rest of each is right, so that it gets as far as it can. */
export function hostileRequestsOf(listed: ListedRoute, choices: Choices = {}): fc.Arbitrary<SentRequest> {
  const { body, pathParams } = partsOf(listed)
  const [hasBody, hasParams] = [body !== null, Object.keys(pathParams).length > 0]
  const spoils = fc.oneof(
    { weight: 5, arbitrary: spoilQuery(listed) },
    { weight: 1, arbitrary: spoilPath },
    { weight: hasParams ? 4 : 0, arbitrary: spoilParams(listed) },
    { weight: 2, arbitrary: spoilHeaders },
    { weight: 1, arbitrary: spoilMethod },
    { weight: hasBody ? 6 : 1, arbitrary: spoilBody },
    { weight: hasBody ? 6 : 1, arbitrary: spoilMember },
  )
  return fc
    .tuple(requestsOf(listed, choices), fc.array(spoils, { minLength: 1, maxLength: 3 }))
    .map(([request, chosen]) => chosen.reduce((sent, spoil) => spoil(sent), toSent(request)))
}
