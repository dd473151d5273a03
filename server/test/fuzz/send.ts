import { Agent, request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { SentRequest } from '@tieback/contracts/testing'
import type { FastifyInstance } from 'fastify'
import type { FuzzAnswer } from './invariants.ts'

/** Tells the two apart that the server compresses with. */
function decode(bytes: Buffer, headers: Readonly<Record<string, unknown>>): string {
  const encoding = headers['content-encoding']
  if (encoding === 'br') return brotliDecompressSync(bytes).toString()
  return (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString()
}

/** Sends into the server without a socket. */
export const sendInside =
  (app: FastifyInstance) =>
  async ({ method, url, headers, payload }: SentRequest): Promise<FuzzAnswer> => {
    const answer = await app.inject({
      method,
      url,
      headers: { ...headers },
      ...(payload === undefined ? {} : { payload }),
    })
    return { status: answer.statusCode, headers: answer.headers, body: decode(answer.rawPayload, answer.headers) }
  }

/** Node answers these by itself, before anything of ours is asked; `raw-requests.ts` tries them. */
const ofNode = new Set(['expect', 'host'])

/** Bytes that no client puts into a request line. */
const encodeRest = (url: string): string => url.replaceAll(/[^\x21-\x7e]+/g, (text) => encodeURIComponent(text))

/** Sends over connections to a listening server, with its answers from memory in front. */
export function sendOverSocket(port: number): (sent: SentRequest) => Promise<FuzzAnswer> {
  const agent = new Agent({ keepAlive: true })
  return async ({ method, url, headers, payload }) =>
    await new Promise((resolve, reject) => {
      const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !ofNode.has(name)))
      const path = encodeRest(url)
      const outgoing = request({ agent, host: '127.0.0.1', port, method, path, headers: kept }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const bytes = Buffer.concat(chunks)
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: decode(bytes, answer.headers) })
        })
      })
      outgoing.on('error', reject)
      outgoing.end(payload)
    })
}
