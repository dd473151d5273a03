import type { FastifyInstance, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { sendNotFound } from './errors.ts'
import type { RequestObserver } from './served-request.ts'

/** From a quarter of a millisecond, which bytes from memory take, to the ten seconds after which people leave, s. */
const durationBucketsS = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Who may read the numbers: callers on this machine, everybody who reaches the port, or nobody. */
export type MetricsAudience = 'loopback' | 'any' | 'off'

interface Metrics {
  readonly observe: RequestObserver
  readonly render: () => Promise<string>
  readonly contentType: string
}

/** Adds metrics to a registry, and gives what brings them up to date before each scrape. It never fails. */
export type MetricsPart = (registry: Registry) => () => Promise<void>

/** How long requests take, by operation, class of status and what the cache did; how the process fares; and what the parts tell. */
export function createMetrics(parts: readonly MetricsPart[] = []): Metrics {
  const registry = new Registry()
  const updates = parts.map((part) => part(registry))
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'tieback_request_duration_seconds',
    help: 'From the request being read to its answer being handed to the system',
    labelNames: ['operation', 'status', 'cache'],
    buckets: durationBucketsS,
    registers: [registry],
  })
  return {
    observe: ({ operation, status, cache, durationMs }) =>
      duration.observe(
        { operation, status: `${Math.floor(status / 100)}xx`, cache: cache ?? 'none' },
        durationMs / 1_000,
      ),
    render: async () => {
      await Promise.all(updates.map((update) => update()))
      return await registry.metrics()
    },
    contentType: registry.contentType,
  }
}

const loopbackAddresses = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** A gateway on this machine is on loopback too, but says for whom it asks. */
const isLocal = ({ socket, headers }: FastifyRequest): boolean =>
  loopbackAddresses.has(socket.remoteAddress ?? '') &&
  headers['x-forwarded-for'] === undefined &&
  headers.forwarded === undefined

/** Mounts `/metrics` in the Prometheus text format: for a scraper beside the server, no part of the contract. */
export function serveMetrics(app: FastifyInstance, metrics: Metrics, audience: MetricsAudience): void {
  if (audience === 'off') return
  app.get('/metrics', async (request, reply) => {
    if (audience === 'loopback' && !isLocal(request)) return sendNotFound(request, reply)
    return reply
      .type(metrics.contentType)
      .header('cache-control', 'no-store')
      .send(await metrics.render())
  })
}
