import { readFileSync } from 'node:fs'
import compress from '@fastify/compress'
import { apiContract } from '@tieback/contracts'
import { initServer } from '@ts-rest/fastify'
import Fastify from 'fastify'
import { becomeMeasurable } from './measured-server.ts'

type Summary = Parameters<(typeof apiContract.summary.readSummary.responses)[200]['encode']>[0]

/** What a contract-first server does as it comes: the same route and data, checked and serialised for each request. */
const summary = JSON.parse(readFileSync(process.env['BENCH_BODY'] ?? '', 'utf8')) as Summary
const server = initServer()
const router = server.router(apiContract.summary, {
  readSummary: () => Promise.resolve({ status: 200 as const, body: summary }),
})
const app = Fastify()
if (process.env['BENCH_COMPRESSES'] === 'yes') await app.register(compress, { encodings: ['br', 'gzip'] })
await app.register(server.plugin(router), { logInitialization: false, responseValidation: true })
const address = await app.listen({ host: '127.0.0.1', port: 0 })
becomeMeasurable(Number(new URL(address).port))
