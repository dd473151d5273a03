import type { Freshness, SourceLimits, SourceTraffic, WireSchema } from '@tieback/contracts'
import { addDays } from '@tieback/domain'
import type { Field } from './field.ts'
import { historyDays } from './history.ts'
import type { SourcePlan } from './source-plans.ts'

/** How long a breaker stays open, ms. */
const breakerOpenMs = 30_000

/** How calls to a source are bounded; null for files, which nobody calls. */
export const limitsOf = ({ kind }: SourcePlan): SourceLimits | null =>
  kind === 'files'
    ? null
    : {
        ...{ timeoutMs: 15_000, attempts: 3, retryDelayMsMax: 10_000, breakerFailures: 5, breakerOpenMs },
        ...(kind === 'pi-web-api'
          ? { concurrency: 4, callsPerS: 20, burst: 40, quietHours: [] }
          : { concurrency: 2, callsPerS: null, burst: null, quietHours: [quietMorning] }),
      }

/** Reports are made then, and the database belongs to them. */
const quietMorning = { from: '06:00', to: '07:30', timeZone: 'Europe/Oslo' }

/** How calls to a source fare at an instant. */
export function trafficOf({ kind, callsPerMin, trouble }: SourcePlan, at: Date): SourceTraffic | null {
  if (kind === 'files') return null
  const quiet = { failedPerMin: 0, retriedPerMin: 0, rateLimitedPerMin: 0, inFlight: 0, waiting: 0 }
  const nextProbeMs = (Math.floor(at.getTime() / breakerOpenMs) + 1) * breakerOpenMs
  return {
    ...{ at: at.toISOString(), breaker: 'closed', callsPerMin, ...quiet, ...trouble },
    until: trouble?.breaker === 'open' ? new Date(nextProbeMs).toISOString() : null,
  }
}

/** How old samples are when they arrive, at steps of a histogram. */
export function freshnessOf({ kind, status, rowsPerRun, lagMs }: SourcePlan): Freshness | null {
  if (kind !== 'pi-web-api' || lagMs === null || status === 'down') return null
  const steps = status === 'lagging' ? { p50S: 300, p95S: 900, p99S: 1_800 } : { p50S: 5, p95S: 10, p99S: 20 }
  return { samples: rowsPerRun * 60, ...steps }
}

interface ShapePlan {
  readonly dataset: string
  /** What each version after the first brought, and how many days ago that was. */
  readonly versions: readonly { readonly daysAgo: number; readonly changes: readonly string[] }[]
}

const shapes: Readonly<Record<string, readonly ShapePlan[]>> = {
  'energy-components': [
    { dataset: 'deferment_event', versions: [] },
    {
      dataset: 'well_day',
      versions: [
        { daysAgo: 48, changes: ['chokeSize: added'] },
        { daysAgo: 3, changes: ['onStreamHours: number → string', 'whtAvg: gone'] },
      ],
    },
  ],
  'pi-web-api': [
    { dataset: 'points', versions: [] },
    { dataset: 'recorded', versions: [] },
  ],
}

const atMorning = (day: string): string => `${day}T06:25:00.000Z`

/** The shape of each dataset's rows as it was last met by an instant. */
export function listWireSchemas({ firstDay }: Field, { kind, lagMs }: SourcePlan, asOf: Date): WireSchema[] {
  if (lagMs === null) return []
  const today = addDays(firstDay, historyDays)
  return (shapes[kind] ?? []).map(({ dataset, versions }) => {
    const met = versions
      .map(({ daysAgo, changes }) => ({ since: atMorning(addDays(today, -daysAgo)), changes: [...changes] }))
      .filter(({ since }) => Date.parse(since) <= asOf.getTime())
    const newest = met.at(-1) ?? { since: atMorning(firstDay), changes: [] }
    return { dataset, version: met.length + 1, ...newest }
  })
}
