import { isDeepStrictEqual } from 'node:util'
import { Problem, problemTable } from '@tieback/contracts'
import { type ListedRoute, listRoutes } from '@tieback/contracts/openapi'
import type { SentRequest } from '@tieback/contracts/testing'
import { z } from 'zod'

/** An answer in the parts that are looked at. */
export interface FuzzAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** What nobody outside has to know: where the code stands, how it asks the store, what it stumbled over. */
const insides =
  /node_modules|node:internal|\bat \S+ \(|\.[cm]?[jt]s:\d+|\/(home|work|usr|tmp)\/|\brelation "|syntax error at or near|\bselect\b.+\bfrom\b|invalid input syntax|SQLSTATE|ECONN/i

export const problemType = 'application/problem+json; charset=utf-8'

const segmentsOf = (path: string): string[] => path.split('/').slice(1)

/** Static segments win over parameters, as in the router. */
const routes = listRoutes().toSorted((a, b) => a.route.path.split(':').length - b.route.path.split(':').length)

/** The route of the contract that a request means; undefined where there is none. */
function findRoute({ method, url }: Pick<SentRequest, 'method' | 'url'>): ListedRoute | undefined {
  const asked = segmentsOf(url.split(/[?#]/, 1)[0] ?? '')
  return routes.find(({ route }) => {
    const declared = segmentsOf(route.path)
    return (
      (route.method === method || (method === 'HEAD' && route.method === 'GET')) &&
      declared.length === asked.length &&
      declared.every((segment, place) => (segment.startsWith(':') ? asked[place] !== '' : segment === asked[place]))
    )
  })
}

/** Everything in which an answer breaks what holds for all answers; none: it may be given. */
export function findFaults(sent: SentRequest, answer: FuzzAnswer): string[] {
  const { status, headers } = answer
  const listed = findRoute(sent)
  return [
    ...(typeof headers['x-request-id'] === 'string' ? [] : ['it has no x-request-id']),
    ...(status >= 500 && status !== 501 ? [`it is a ${status}`] : []),
    ...(listed !== undefined && !isDeclared(listed, status)
      ? [`${listed.name} declares no ${status}: ${answer.body.slice(0, 300)}`]
      : []),
    ...(sent.method === 'HEAD' || status === 304 ? [] : findBodyFaults(sent, answer, listed)),
  ]
}

/** A client that has an answer may be told that it still holds, wherever answers are kept. */
const isDeclared = ({ route }: ListedRoute, status: number): boolean =>
  route.responses[status] !== undefined || (status === 304 && route.metadata.cache !== null)

function findBodyFaults(sent: SentRequest, answer: FuzzAnswer, listed: ListedRoute | undefined): string[] {
  if (answer.status >= 400) return findProblemFaults(sent, answer)
  if (listed === undefined) return []
  const declared = listed.route.responses[answer.status]
  if (!(declared instanceof z.ZodType)) return []
  const body = parseJson(answer.body)
  const parsed = declared.safeParse(body)
  if (!parsed.success) return [`it is not what ${listed.name} declares: ${parsed.error.message.slice(0, 500)}`]
  return isDeepStrictEqual(parsed.data, body) ? [] : [`it holds what ${listed.name} does not declare`]
}

/** A failure is a problem of the table, says what it is in every place alike, and shows nothing of the inside. */
function findProblemFaults(sent: SentRequest, { status, headers, body }: FuzzAnswer): string[] {
  if (headers['content-type'] !== problemType)
    return [`a failure came as ${String(headers['content-type'])}: ${body.slice(0, 300)}`]
  const parsed = Problem.safeParse(parseJson(body))
  if (!parsed.success) return [`a failure is no problem: ${body.slice(0, 300)}`]
  const { code, type, title, detail, requestId = '', errors = [], ...problem } = parsed.data
  const path = sent.url.split('?', 1)[0] ?? ''
  const texts = [type, title, detail, requestId, ...errors.flatMap((error) => [error.path, error.message])]
  // What came from outside goes back to where it came from.
  const said = path.length > 1 ? texts.join('\n').replaceAll(path, '') : texts.join('\n')
  return [
    ...(problem.status === status && problemTable[code].status === status ? [] : [`${code} came as ${status}`]),
    ...(insides.test(said) ? [`a failure shows the inside: ${said.slice(0, 500)}`] : []),
  ]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
