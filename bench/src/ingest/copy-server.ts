import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { becomeMeasurable } from '../http/measured-server.ts'
import { copyRowsOut } from './raw-copy.ts'

/** The least that an answer out of the database can cost: COPY OUT of the rows, and decoding them. Nothing is made of them. */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] ?? '', max: 8 })
const query = process.env['BENCH_QUERY'] ?? ''

const headerBytes = 19
const wordSize = 4_294_967_296

/** Columns of an instant and two numbers, the first of which may be null. */
function decode(copied: Buffer): { hour: number[]; average: (number | null)[]; goodShare: number[] } {
  const columns = { hour: [] as number[], average: [] as (number | null)[], goodShare: [] as number[] }
  for (let place = headerBytes; copied.readInt16BE(place) >= 0;) {
    const micros = copied.readInt32BE(place + 6) * wordSize + copied.readUInt32BE(place + 10)
    columns.hour.push(micros / 1_000 + Date.UTC(2000, 0, 1))
    const isNull = copied.readInt32BE(place + 14) < 0
    columns.average.push(isNull ? null : copied.readDoubleBE(place + 18))
    place += isNull ? 18 : 26
    columns.goodShare.push(copied.readDoubleBE(place + 4))
    place += 12
  }
  return columns
}

async function countRows(): Promise<number> {
  const client = await pool.connect()
  const { hour } = decode(await copyRowsOut(client, query))
  client.release()
  return hour.length
}

const server = createServer((_request, response) => {
  void countRows().then((count) => response.end(String(count)))
})
server.listen(0, '127.0.0.1', () => {
  // Safe: a server that listens on a host and port has such an address.
  becomeMeasurable((server.address() as AddressInfo).port)
})
