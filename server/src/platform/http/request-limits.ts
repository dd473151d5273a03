import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { ProblemError } from './problems.ts'

/** The longest address of ours lists some hundred nodes, about 3,000 characters; gateways stop at 8 kB as well. */
const urlCharactersMax = 8_000

/** A browser sends about 20, a gateway puts ten to it. */
const headersMax = 100

/** Bytes of the request line and all headers; the session's cookie has 60, a token 2,000. */
export const headerBytesMax = 16 * 1_024

/** What any route or file is asked by. Everything else, TRACE above all, has no business here. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])
const bodyless: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** Whether a request has more headers than anybody needs. Node only stops to read them, without a word. */
export const hasTooManyHeaders = ({ rawHeaders }: IncomingMessage): boolean => rawHeaders.length > 2 * headersMax

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

/** Two of them may mean one host here and another in front of us: RFC 9112, 3.2. */
function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) if (/^host$/i.test(rawHeaders[index] ?? '')) hosts += 1
  return hosts > 1
}

function findExcess(request: IncomingMessage): ProblemError | null {
  const { method = '', url = '', headers } = request
  if (!methods.has(method)) return new ProblemError('not-found', `Nothing here is asked by ${method}.`)
  if (url.length > urlCharactersMax) {
    return new ProblemError('invalid-request', `The address is longer than ${urlCharactersMax} characters.`)
  }
  if (hasTooManyHeaders(request)) {
    return new ProblemError('invalid-request', `There are more than ${headersMax} headers.`)
  }
  if (hasTwoHosts(request)) return new ProblemError('invalid-request', 'It names two hosts.')
  if ((headers['content-encoding'] ?? 'identity').trim().toLowerCase() !== 'identity') {
    // A kilobyte can unfold to a gigabyte, and no request of ours is long enough to be worth it.
    return new ProblemError('unsupported-media-type', 'Bodies are taken as they are: send it without content-encoding.')
  }
  if (bodyless.has(method) && hasBody(request)) {
    return new ProblemError('invalid-request', `${method} has no body. Put what you ask for into the address.`)
  }
  return null
}

/** Refuses what no client of ours sends, before anything is looked up for it. */
export function limitRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    done(findExcess(request.raw) ?? undefined)
  })
}
