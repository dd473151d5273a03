import { pipeline } from 'node:stream/promises'
import type { SampleInput } from '@tieback/store'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'

/** What a loop without any rule does: rows into COPY's binary format and off they go. Nothing of Tieback's is used, so that nothing of it is measured twice. */

const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const epochMs = Date.UTC(2000, 0, 1)
const wordSize = 4_294_967_296
/** More than any row of these benchmarks takes. */
const rowBytes = 160

/** Where the next byte goes, after an instant was written. */
function putInstant(bytes: Buffer, place: number, atMs: number): number {
  const micros = (atMs - epochMs) * 1_000
  const high = Math.floor(micros / wordSize)
  bytes.writeInt32BE(8, place)
  bytes.writeInt32BE(high, place + 4)
  return bytes.writeUInt32BE(micros - high * wordSize, place + 8)
}

function putText(bytes: Buffer, place: number, text: string): number {
  const length = bytes.write(text, place + 4, 'latin1')
  bytes.writeInt32BE(length, place)
  return place + 4 + length
}

/** Good samples, one of each series and instant at most. */
function encode(rows: readonly SampleInput[], knownAtMs: number): Buffer {
  const bytes = Buffer.allocUnsafe(header.length + rows.length * rowBytes + 2)
  let place = header.copy(bytes)
  for (const { signalId, at, value, quality } of rows) {
    place = putText(bytes, bytes.writeInt16BE(7, place), signalId)
    place = putInstant(bytes, place, at.getTime())
    place = bytes.writeInt16BE(0, bytes.writeInt32BE(2, place))
    place = bytes.writeDoubleBE(value ?? Number.NaN, bytes.writeInt32BE(8, place))
    place = putText(bytes, place, quality)
    place = bytes.writeInt32BE(-1, place)
    place = putInstant(bytes, place, knownAtMs)
  }
  return bytes.subarray(0, bytes.writeInt16BE(-1, place))
}

/** Sends the samples into the table in a transaction of their own. They must be new, and their days be there. */
export async function copyRowsIn(client: pg.ClientBase, rows: readonly SampleInput[]): Promise<void> {
  await client.query('begin')
  const columns = 'signal_id, at, ordinal, value, quality, reason, known_from'
  const stream = client.query(copyFrom(`copy sample (${columns}) from stdin (format binary)`))
  await pipeline([encode(rows, Date.now())], stream)
  await client.query('commit')
}

/** The bytes of a query's rows in the binary format, as they come. */
export async function copyRowsOut(client: pg.ClientBase, query: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of client.query(copyTo(`copy (${query}) to stdout (format binary)`)))
    chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
