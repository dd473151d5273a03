import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { z } from 'zod'
import { bodyAsTextMax, type CachedAnswer, type FilledAnswer } from './cached-answer.ts'

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)

/** Answers below this are sent as they are: compressing costs more than it saves, bytes. */
const compressBytesMin = 1_024

/** Of 0..11: beyond it brotli costs tens of milliseconds an answer for a few per cent. */
const brotliQuality = 4

/** An answer in all its encodings: what it takes to send it. */
export type AnswerBytes = Pick<CachedAnswer, 'contentType' | 'identity' | 'gzip' | 'brotli' | 'etag'>

/** When an answer was filled and how long it may be served, ms since the epoch. */
export type AnswerTimes = Pick<CachedAnswer, 'filledAt' | 'freshUntil' | 'staleUntil'>

/** The same bytes in memory of their own size: a slice keeps all of the piece that it was cut from, such as zlib's 16 kB. */
function alone(bytes: Buffer): Buffer {
  if (bytes.byteLength === bytes.buffer.byteLength) return bytes
  const own = Buffer.allocUnsafeSlow(bytes.byteLength)
  bytes.copy(own)
  return own
}

const smaller = (compressed: Buffer, body: Buffer): Buffer | null =>
  compressed.byteLength < body.byteLength ? alone(compressed) : null

/** Compresses off the event loop. */
export async function encodeAnswer({ contentType, body }: FilledAnswer): Promise<AnswerBytes> {
  const hash = createHash('sha256').update(contentType).update('\0').update(body).digest('base64url').slice(0, 22)
  const plain = { contentType, identity: alone(body), etag: `W/"${hash}"` }
  if (body.byteLength < compressBytesMin) return { ...plain, gzip: null, brotli: null }
  const [zipped, brotli] = await Promise.all([
    compressGzip(body),
    compressBrotli(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      },
    }),
  ])
  return { ...plain, gzip: smaller(zipped, body), brotli: smaller(brotli, body) }
}

const bodiesOf = ({ identity, gzip: zipped, brotli }: AnswerBytes): Buffer[] =>
  [identity, zipped, brotli].filter((body) => body !== null)

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0)

/** Bytes that an answer is made of. */
export const sizeOf = (answer: AnswerBytes): number => sum(bodiesOf(answer).map(({ byteLength }) => byteLength))

/** Bytes that an answer takes in memory once each of its encodings has been sent: the short ones are kept as text too. */
export const memoryOf = (answer: AnswerBytes): number =>
  sizeOf(answer) + sum(bodiesOf(answer).map(({ byteLength }) => (byteLength <= bodyAsTextMax ? byteLength : 0)))

const Head = z.object({
  contentType: z.string(),
  etag: z.string(),
  filledAt: z.number(),
  freshUntil: z.number(),
  staleUntil: z.number(),
  /** Bytes of each encoding that follows; null where there is none. */
  identity: z.number(),
  gzip: z.number().nullable(),
  brotli: z.number().nullable(),
})

/** An answer for the shared tier: the length of a head, the head as JSON, and the encodings one after the other. */
export function packAnswer(answer: AnswerBytes & AnswerTimes): Buffer {
  const { identity, gzip: zipped, brotli, contentType, etag, filledAt, freshUntil, staleUntil } = answer
  const head: z.infer<typeof Head> = {
    contentType,
    etag,
    filledAt,
    freshUntil,
    staleUntil,
    identity: identity.byteLength,
    gzip: zipped?.byteLength ?? null,
    brotli: brotli?.byteLength ?? null,
  }
  const headBytes = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(headBytes.byteLength)
  return Buffer.concat([
    length,
    headBytes,
    identity,
    ...(zipped === null ? [] : [zipped]),
    ...(brotli === null ? [] : [brotli]),
  ])
}

/** The answer again; null where the bytes are not a whole one. */
export function unpackAnswer(packed: Buffer): (AnswerBytes & AnswerTimes) | null {
  if (packed.byteLength < 4) return null
  const bytes = alone(packed)
  let at = 4 + bytes.readUInt32BE(0)
  const head = parseHead(bytes.toString('utf8', 4, at))
  if (head === null) return null
  const take = (length: number): Buffer => bytes.subarray(at, (at += length))
  const identity = take(head.identity)
  const zipped = head.gzip === null ? null : take(head.gzip)
  const brotli = head.brotli === null ? null : take(head.brotli)
  return at === bytes.byteLength ? { ...head, identity, gzip: zipped, brotli } : null
}

function parseHead(text: string): z.infer<typeof Head> | null {
  try {
    return Head.parse(JSON.parse(text))
  } catch {
    return null
  }
}
