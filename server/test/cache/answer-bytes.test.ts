import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  type AnswerBytes,
  encodeAnswer,
  memoryOf,
  packAnswer,
  sizeOf,
  unpackAnswer,
} from '../../src/platform/cache/answer-bytes.ts'

/** What these buffers keep alive, whole pieces of memory counted. */
const heldBytes = ({ identity, gzip, brotli }: AnswerBytes): number =>
  [...new Set([identity, gzip, brotli].map((bytes) => bytes?.buffer))].reduce(
    (sum, piece) => sum + (piece?.byteLength ?? 0),
    0,
  )

const contentType = 'application/json; charset=utf-8'
const times = { filledAt: 1, freshUntil: 2, staleUntil: 3 }
const long = Buffer.from(JSON.stringify(Array.from({ length: 400 }, (_, index) => ({ index, value: index / 7 }))))

describe('encodeAnswer', () => {
  it('keeps a long answer in three encodings of the same bytes', async () => {
    const answer = await encodeAnswer({ contentType, body: long })
    expect(answer.identity).toEqual(long)
    expect(gunzipSync(answer.gzip ?? '')).toEqual(long)
    expect(brotliDecompressSync(answer.brotli ?? '')).toEqual(long)
    expect(sizeOf(answer)).toBe(long.byteLength + (answer.gzip?.byteLength ?? 0) + (answer.brotli?.byteLength ?? 0))
  })

  it('compresses neither what is short nor what gets no smaller', async () => {
    const short = await encodeAnswer({ contentType, body: Buffer.alloc(1_023, 'x') })
    const noise = await encodeAnswer({ contentType, body: crypto.getRandomValues(Buffer.alloc(2_000)) })
    for (const { gzip, brotli } of [short, noise]) expect([gzip, brotli]).toEqual([null, null])
  })

  it('holds no more memory than it says, whatever its bytes were cut from', async () => {
    for (const body of [long, Buffer.from('short'), Buffer.concat([long, long]).subarray(0, long.byteLength)]) {
      const answer = await encodeAnswer({ contentType, body })
      expect(heldBytes(answer)).toBe(sizeOf(answer))
    }
  })

  it('counts what is kept as text besides', async () => {
    const short = await encodeAnswer({ contentType, body: Buffer.from('short') })
    expect(memoryOf(short)).toBe(2 * sizeOf(short))
    const noise = await encodeAnswer({ contentType, body: crypto.getRandomValues(Buffer.alloc(20_000)) })
    expect(memoryOf(noise)).toBe(sizeOf(noise))
  })

  it('gives the same weak tag to the same content, and another one to other content or another type', async () => {
    const tagOf = async (type: string, text: string) =>
      (await encodeAnswer({ contentType: type, body: Buffer.from(text) })).etag
    const tag = await tagOf(contentType, 'one')
    expect(tag).toMatch(/^W\/"[\w-]{22}"$/)
    expect(await tagOf(contentType, 'one')).toBe(tag)
    expect(await tagOf(contentType, 'two')).not.toBe(tag)
    expect(await tagOf('text/plain', 'one')).not.toBe(tag)
  })
})

describe('packAnswer', () => {
  it.each([
    ['long', long],
    ['short', Buffer.from('ø')],
    ['empty', Buffer.alloc(0)],
  ])('is undone by unpackAnswer: %s', async (_name, body) => {
    const answer = { ...(await encodeAnswer({ contentType, body })), ...times }
    expect(unpackAnswer(packAnswer(answer))).toEqual(answer)
  })

  it('is unpacked out of the piece that it came in with, which it does not keep', async () => {
    const packed = packAnswer({ ...(await encodeAnswer({ contentType, body: long })), ...times })
    const unpacked = unpackAnswer(Buffer.concat([packed, Buffer.alloc(65_536)]).subarray(0, packed.byteLength))
    expect(unpacked === null ? null : heldBytes(unpacked)).toBe(packed.byteLength)
  })

  it('gives null for what is cut off, too long, or not of ours', async () => {
    const bytes = packAnswer({ ...(await encodeAnswer({ contentType, body: long })), ...times })
    for (const length of [0, 3, 40, bytes.byteLength - 1]) expect(unpackAnswer(bytes.subarray(0, length))).toBeNull()
    expect(unpackAnswer(Buffer.concat([bytes, Buffer.from('x')]))).toBeNull()
    expect(unpackAnswer(Buffer.from('{"contentType":"text/plain"}'))).toBeNull()
  })
})
