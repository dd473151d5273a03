import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { becomeMeasurable } from './measured-server.ts'

/** The least that a Node server can do: the same bytes, from memory. As it comes, or with the option that ours uses. */
const options = process.env['BENCH_OPTIMIZES'] === 'yes' ? { optimizeEmptyRequests: true } : {}
const body = readFileSync(process.env['BENCH_BODY'] ?? '')
const server = createServer(options, (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.byteLength })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => {
  // Safe: a server that listens on a host and port has such an address.
  becomeMeasurable((server.address() as AddressInfo).port)
})
