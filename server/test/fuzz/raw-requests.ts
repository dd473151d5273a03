import fc from 'fast-check'

/** What a request line and its headers look like when nobody kept to RFC 9112. */
const malformed = [
  '',
  '\r\n\r\n',
  'GET',
  'GET /healthz',
  'GET /healthz HTTP/1.1\r\n',
  'GET /healthz HTTP/0.9\r\n\r\n',
  'GET /healthz HTTP/2.0\r\n\r\n',
  'GET /healthz HTTP/9.9\r\nhost: a\r\n\r\n',
  'GET /healthz HTTP/1.1\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nhost a\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nhost: a\r\n folded\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nhost: a\r\nx: \u0000\r\n\r\n',
  'GET /healthz HTTP/1.1\nhost: a\n\n',
  'GET /heal thz HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET healthz HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET http://[::1 HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET http://a/healthz HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET * HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET // HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /api/../healthz HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /api/v1/summary?day=\u00ff HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /\u0000 HTTP/1.1\r\nhost: a\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n',
  'CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n',
  'TRACE /healthz HTTP/1.1\r\nhost: a\r\n\r\n',
  'BREW /healthz HTTP/1.1\r\nhost: a\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`,
  `GET /healthz HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`,
  `GET /healthz HTTP/1.1\r\nhost: a\r\n${'x: a\r\n'.repeat(3_000)}\r\n`,
  'GET /healthz HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nhost: a\r\nexpect: nothing\r\n\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
]

const post = (headers: string, body: string) =>
  `POST /api/v1/alerts/alert-a1/acknowledge HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers}\r\n\r\n${body}`

/** Bodies that are not as long, or not in the pieces, that their headers say. */
const misframed = [
  post('content-length: 5', '{}'),
  post('content-length: 2', '{}{}'),
  post('content-length: -1', '{}'),
  post('content-length: 99999999999999999999', '{}'),
  post('content-length: two', '{}'),
  post('content-length: 2\r\ncontent-length: 3', '{}'),
  post('content-length: 2\r\ntransfer-encoding: chunked', '2\r\n{}\r\n0\r\n\r\n'),
  post('transfer-encoding: chunked', '2\r\n{}\r\n0\r\n\r\n'),
  post('transfer-encoding: chunked', 'zz\r\n{}\r\n0\r\n\r\n'),
  post('transfer-encoding: chunked', 'fffffffff\r\n{}'),
  post('transfer-encoding: chunked', '2;a="\r\n{}\r\n0\r\nx: y\r\n\r\n'),
  post('transfer-encoding: gzip', '{}'),
  post('transfer-encoding: chunked, identity', '{}'),
  post('content-length: 200000', 'x'.repeat(200_000)),
]

const wellFormed = [
  'GET /api/v1/summary HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
  'GET /api/v1/assets?day=2026-03-11 HTTP/1.1\r\nhost: a\r\naccept: application/json\r\nconnection: close\r\n\r\n',
  post('content-length: 21\r\nconnection: close', '{"expectedVersion":1}'),
]

/** A good request in which one stretch of bytes has become another. */
const damaged = fc
  .tuple(
    fc.constantFrom(...wellFormed),
    fc.nat({ max: 200 }),
    fc.nat({ max: 6 }),
    fc.string({ unit: fc.nat({ max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 12 }),
  )
  .map(
    ([text, start, length, put]) =>
      text.slice(0, start % text.length) + put + text.slice((start % text.length) + length),
  )

/** Bytes that go into a socket as they are, each character one byte: what no client library would send. */
export const rawRequests = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...malformed) },
  { weight: 1, arbitrary: fc.constantFrom(...misframed) },
  { weight: 4, arbitrary: damaged },
  {
    weight: 1,
    arbitrary: fc.tuple(damaged, damaged).map(([first, second]) => first.replace('connection: close\r\n', '') + second),
  },
)
