import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import { becomeMeasurable } from './measured-server.ts'

/** The least that Fastify can do: the same bytes, from memory, with no hook and no plugin. */
const body = readFileSync(process.env['BENCH_BODY'] ?? '')
const app = Fastify()
app.get('/api/v1/summary', (_request, reply) => reply.type('application/json; charset=utf-8').send(body))
const address = await app.listen({ host: '127.0.0.1', port: 0 })
becomeMeasurable(Number(new URL(address).port))
