import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

/** What came back over one connection. */
export interface Outcome {
  /** Of each answer, in their order. */
  readonly statuses: readonly number[]
  readonly text: string
}

/** Longest wait for a server that neither answers nor hangs up, ms. */
const patienceMs = 10_000

const statusesIn = (text: string): number[] =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status)).filter((status) => status !== 100)

export interface Attack {
  readonly name: string
  /** What the server may do: answer like this; an empty list: hang up. */
  readonly allowed: readonly (readonly number[])[]
  readonly parts: () => Iterable<string | Buffer>
}

/** Opens a connection from any of this machine's addresses. */
export const open = (port: number, localAddress = '127.0.0.1'): Socket =>
  connect({ port, host: '127.0.0.1', localAddress }).on('error', () => undefined)

/** Sends parts, each as soon as the one before has left, and gives what came until the server hung up. */
export async function exchange(port: number, parts: Iterable<string | Buffer>): Promise<Outcome> {
  const socket = open(port)
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.setTimeout(patienceMs, () => socket.destroy())
  for (const part of parts) {
    if (socket.destroyed) break
    if (!socket.write(part)) await Promise.race([new Promise((drained) => socket.once('drain', drained)), closed])
  }
  await closed
  return { statuses: statusesIn(text), text }
}

const close = 'connection: close\r\n'
const post = (headers: string): string =>
  `POST /api/v1/things HTTP/1.1\r\nhost: a\r\n${close}content-type: application/json\r\n${headers}\r\n`
const withLength = (body: string | Buffer, headers = ''): (string | Buffer)[] => [
  post(`content-length: ${Buffer.byteLength(body)}\r\n${headers}`),
  body,
]
const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nhost: a\r\n${close}${headers}\r\n`

const mebibyte = 'a'.repeat(1_024 * 1_024)

function* chunked(mebibytes: number): Generator<string> {
  yield `${post('transfer-encoding: chunked\r\n')}a\r\n{"name": "\r\n`
  for (let count = 0; count < mebibytes; count += 1) yield `100000\r\n${mebibyte}\r\n`
  yield '2\r\n"}\r\n0\r\n\r\n'
}

const keys = (count: number): string => `{${Array.from({ length: count }, (_, index) => `"${index}":1`).join(',')}}`

// One of the two is enough to be refused: what comes behind must never be read as a request.
const hidden = 'GET /api/v1/plain HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'

/** What a server must be able to take: name, what it may do, and the bytes. */
const bytes: readonly (readonly [
  name: string,
  allowed: readonly (readonly number[])[],
  parts: () => Iterable<string | Buffer>,
])[] = [
  ['10 MB of JSON', [[400], []], () => withLength(`{"name":"${mebibyte.repeat(10)}"}`)],
  ['10 MB of JSON in pieces, whose length isn’t told', [[400], []], () => chunked(10)],
  ['JSON that is nested 100,000 deep', [[400]], () => withLength('['.repeat(100_000))],
  ['JSON that is nested 50,000 deep, and closed', [[400]], () => withLength('['.repeat(50_000) + ']'.repeat(50_000))],
  ['JSON with 1,000,000 names', [[400], []], () => withLength(keys(1_000_000))],
  ['as many names as a body has room for', [[400]], () => withLength(keys(12_000))],
  ['a list of as many items as a body has room for', [[400]], () => withLength(`[${'1,'.repeat(60_000)}1]`)],
  [
    '100 MB behind 100 kB of gzip',
    [[415]],
    () => withLength(gzipSync(Buffer.alloc(100_000_000)), 'content-encoding: gzip\r\n'),
  ],
  ['names that change what all objects have', [[400]], () => withLength('{"__proto__":{"name":"a"}}')],
  ['the same by another way', [[400]], () => withLength('{"constructor":{"prototype":{"name":"a"}}}')],
  [
    'a form of parts',
    [[415]],
    () => [post('content-length: 2\r\n').replace('application/json', 'multipart/form-data; boundary=x'), '--'],
  ],
  ['10,000 headers', [[400], []], () => [get('/api/v1/plain', 'x: y\r\n'.repeat(10_000))]],
  ['4,000 headers of a letter', [[400]], () => [get('/api/v1/plain', 'x:y\r\n'.repeat(4_000))]],
  ['a header of 10 MB', [[400], []], () => [get('/api/v1/plain', `x: ${mebibyte.repeat(10)}\r\n`)]],
  ['a cookie of 15 kB', [[200]], () => [get('/api/v1/plain', `cookie: ${'a=b; '.repeat(3_000)}\r\n`)]],
  ['a cookie of 64 kB', [[400], []], () => [get('/api/v1/plain', `cookie: ${'a=b; '.repeat(13_000)}\r\n`)]],
  ['an address of 12 kB', [[400]], () => [get(`/api/v1/plain?x=${'a'.repeat(12_000)}`)]],
  ['an address of 4,000 parameters', [[400]], () => [get(`/api/v1/plain?${'a&'.repeat(4_000)}`)]],
  [
    'a length and pieces together',
    [[400]],
    () => [post(`content-length: 5\r\ntransfer-encoding: chunked\r\n`), `0\r\n\r\n${hidden}`],
  ],
  [
    'pieces and a length together',
    [[400]],
    () => [post(`transfer-encoding: chunked\r\ncontent-length: 5\r\n`), `0\r\n\r\n${hidden}`],
  ],
  ['pieces in words of their own', [[400]], () => [post('transfer-encoding: xchunked\r\n'), `0\r\n\r\n${hidden}`]],
  [
    'pieces named twice',
    [[400]],
    () => [post('transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n'), `0\r\n\r\n${hidden}`],
  ],
  ['two lengths', [[400]], () => [post('content-length: 2\r\ncontent-length: 60\r\n'), `{}${hidden}`]],
  ['a space before the colon', [[400]], () => [post('transfer-encoding : chunked\r\n'), `0\r\n\r\n${hidden}`]],
  [
    'lines that end without a return',
    [[400]],
    () => [`GET /api/v1/plain HTTP/1.1\nhost: a\ncontent-length: 5\n\n${hidden}`],
  ],
  ['a body where none belongs', [[400]], () => [get('/api/v1/plain', `content-length: ${hidden.length}\r\n`), hidden]],
  ['TRACE', [[404]], () => [get('/api/v1/plain').replace('GET', 'TRACE')]],
  ['CONNECT', [[404], [400], []], () => [get('a:443').replace('GET', 'CONNECT')]],
  ['two hosts', [[400]], () => [get('/api/v1/plain', 'host: b\r\n')]],
  [
    'an upgrade to what isn’t there',
    [[200], [400]],
    () => [get('/api/v1/plain').replace(close, 'connection: upgrade, close\r\nupgrade: websocket\r\n')],
  ],
]

export const attacks: readonly Attack[] = bytes.map(([name, allowed, parts]) => ({ name, allowed, parts }))

/** Requests for what lies beside or above the folder that is served. */
export const wanderingPaths = [
  '/../package.json',
  '/assets/../../package.json',
  '/..%2fpackage.json',
  '/%2e%2e/package.json',
  '/%2e%2e%2fpackage.json',
  '/..%5cpackage.json',
  '/..\\package.json',
  '/%252e%252e%252fpackage.json',
  '/....//package.json',
  '/assets/%00/../../package.json',
  '/index.html%00.js',
  '/%00',
  '/.env',
  '/.git/config',
  '/assets/',
  '//etc/passwd',
  '/%2fetc%2fpasswd',
  'file:///etc/passwd',
]

/** What asking for a path gives, sent as it stands: a client library would tidy it. */
export const ask = (port: number, path: string, headers = ''): Promise<Outcome> => exchange(port, [get(path, headers)])
