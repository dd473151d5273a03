import { readFreshness, readSources, readSourceTraffic } from '@tieback/store'
import { Gauge, type Registry } from 'prom-client'
import { toSourceState } from '../../reading/meta.ts'
import type { ReaderParts } from '../../reading/reader.ts'

/** Freshness is told of the last hour, ms. */
const freshnessMs = 3_600_000

interface SourceGauges {
  readonly set: (name: string, labels: Readonly<Record<string, string>>, value: number) => void
  readonly reset: () => void
}

/** Name → what it counts; each carries the source's id as `source`. */
const helps = {
  tieback_source_up: '1 while the source answers as it should, else 0',
  tieback_source_lag_seconds: 'Time since the instant that the source’s data reach',
  tieback_source_quarantined_rows: 'Refused rows that nobody has dealt with',
  tieback_source_rows_last_day: 'Rows written in the last 24 hours',
  tieback_source_calls_per_minute: 'Calls by what became of them: sent, failed, retried, rate_limited',
  tieback_source_calls_in_flight: 'Calls under way',
  tieback_source_calls_waiting: 'Calls that wait for their turn',
  tieback_source_breaker_open: '1 while calls are refused at once, 0.5 while a probe is out',
  tieback_source_freshness_seconds:
    'From a sample’s own instant to its being readable here, over the last hour, by quantile',
} as const

const labelsOf: Readonly<Record<string, readonly string[]>> = {
  tieback_source_calls_per_minute: ['source', 'outcome'],
  tieback_source_freshness_seconds: ['source', 'quantile'],
}

function createGauges(registry: Registry): SourceGauges {
  const gauges = new Map(
    Object.entries(helps).map(([name, help]) => [
      name,
      new Gauge({ name, help, labelNames: [...(labelsOf[name] ?? ['source'])], registers: [registry] }),
    ]),
  )
  return {
    set: (name, labels, value) => gauges.get(name)?.set(labels, value),
    reset: () => gauges.forEach((gauge) => gauge.reset()),
  }
}

const breakerValue = { closed: 0, 'half-open': 0.5, open: 1 } as const

async function setStandings({ set }: SourceGauges, { pool, clock }: ReaderParts, now: Date): Promise<void> {
  for (const row of await readSources(pool, { asOf: now })) {
    const labels = { source: row.id }
    const { status, asOf } = toSourceState({ assets: 'all' }, row, now)
    set('tieback_source_up', labels, status === 'ok' || status === 'idle' ? 1 : 0)
    // The data's own time is the field's, which a simulation may run ahead.
    if (asOf !== null && row.expectedEveryS !== null) {
      set('tieback_source_lag_seconds', labels, (clock.now().getTime() - Date.parse(asOf)) / 1_000)
    }
    set('tieback_source_quarantined_rows', labels, row.quarantined)
    set('tieback_source_rows_last_day', labels, row.rowsLastDay)
  }
}

async function setTraffic({ set }: SourceGauges, { pool }: ReaderParts, now: Date): Promise<void> {
  for (const [source, traffic] of await readSourceTraffic(pool, now)) {
    const perMinute = {
      sent: traffic.callsPerMin,
      failed: traffic.failedPerMin,
      retried: traffic.retriedPerMin,
      rate_limited: traffic.rateLimitedPerMin,
    }
    for (const [outcome, value] of Object.entries(perMinute)) {
      set('tieback_source_calls_per_minute', { source, outcome }, value)
    }
    set('tieback_source_calls_in_flight', { source }, traffic.inFlight)
    set('tieback_source_calls_waiting', { source }, traffic.waiting)
    set('tieback_source_breaker_open', { source }, breakerValue[traffic.breaker])
  }
}

async function setFreshness({ set }: SourceGauges, { pool }: ReaderParts, now: Date): Promise<void> {
  for (const [source, { p50S, p95S, p99S }] of await readFreshness(pool, new Date(now.getTime() - freshnessMs))) {
    for (const [quantile, value] of Object.entries({ '0.5': p50S, '0.95': p95S, '0.99': p99S })) {
      set('tieback_source_freshness_seconds', { source, quantile }, value)
    }
  }
}

/** Brings the numbers of all sources up to date: from the store at each scrape, so that any server of many may be asked. */
export function createSourceMetrics(registry: Registry, reader: ReaderParts): () => Promise<void> {
  const gauges = createGauges(registry)
  const storeUp = new Gauge({
    name: 'tieback_store_up',
    help: '1 while the store answers; without it nothing is said of the sources',
    registers: [registry],
  })
  return async () => {
    gauges.reset()
    const now = new Date()
    try {
      await setStandings(gauges, reader, now)
      await setTraffic(gauges, reader, now)
      await setFreshness(gauges, reader, now)
      storeUp.set(1)
    } catch {
      // The numbers of the process are worth the more while the store is away.
      gauges.reset()
      storeUp.set(0)
    }
  }
}
