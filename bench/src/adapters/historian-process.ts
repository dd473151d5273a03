import { createSyntheticArchive, startPiSimulator } from '@tieback/adapters/simulators'
import { becomeMeasurable } from '../http/measured-server.ts'

/** A historian in a process of its own, so that what it costs is no part of what is measured. */
const archive = createSyntheticArchive({
  seed: 1,
  tags: Number(process.env['BENCH_TAGS']),
  periodS: Number(process.env['BENCH_PERIOD_S']),
  since: new Date(process.env['BENCH_SINCE'] ?? ''),
})
const { baseUrl } = await startPiSimulator({
  archive,
  clock: { now: () => new Date() },
  latencyMs: Number(process.env['BENCH_LATENCY_MS']),
})
becomeMeasurable(Number(new URL(baseUrl).port))
