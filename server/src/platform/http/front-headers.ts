import type { IncomingMessage } from 'node:http'

/** The headers that decide how an answer from memory goes out; undefined where a request hasn't got one. */
export interface FrontHeaders {
  acceptEncoding: string | undefined
  ifNoneMatch: string | undefined
  requestId: string | undefined
}

const places = {
  'accept-encoding': 'acceptEncoding',
  'if-none-match': 'ifNoneMatch',
  'x-request-id': 'requestId',
} as const satisfies Record<string, keyof FrontHeaders>

const isPlace = (name: string): name is keyof typeof places => Object.hasOwn(places, name)
const lengths = new Set(Object.keys(places).map(({ length }) => length))

/**
 * Three of a request's headers. Node makes an object of all of them when it is asked for one, which costs more than
 * the rest of the way to an answer in memory.
 */
export function readFrontHeaders({ rawHeaders }: IncomingMessage): FrontHeaders {
  const found: FrontHeaders = { acceptEncoding: undefined, ifNoneMatch: undefined, requestId: undefined }
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (!lengths.has(name.length)) continue
    const lowerCase = name.toLowerCase()
    if (!isPlace(lowerCase)) continue
    const place = places[lowerCase]
    const before = found[place]
    const value = rawHeaders[index + 1] ?? ''
    // A list may come in several headers: RFC 9110, 5.3.
    found[place] = before === undefined ? value : `${before}, ${value}`
  }
  return found
}
