import type { Source, SourceState } from '@tieback/contracts'
import type { Namespace } from './node-tree.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** How far behind the source of the rehearsal is, ms: STALE's newest sample is this old. */
export const rehearsalLagMs = 3 * hourMs

interface SourcePlan {
  readonly id: string
  readonly name: string
  readonly namespace: Namespace
  readonly gift: 'production' | 'series' | 'logistics'
  readonly kind: Source['kind']
  readonly status: SourceState['status']
  readonly message: string | null
  readonly everyS: number | null
  readonly lagMs: number
  readonly rowsPerRun: number
  readonly quarantined: number
}

const plans: readonly SourcePlan[] = [
  {
    ...{ id: 'archive-import', name: 'Archive import', namespace: 'offshore', gift: 'production', kind: 'files' },
    ...{ status: 'idle', message: null, everyS: null, lagMs: 200 * 24 * hourMs, rowsPerRun: 0, quarantined: 0 },
  },
  {
    ...{ id: 'ec-offshore', name: 'Energy Components, offshore', namespace: 'offshore', gift: 'production' },
    ...{ kind: 'energy-components', status: 'ok', message: null, everyS: 300, lagMs: 2 * minuteMs },
    ...{ rowsPerRun: 17, quarantined: 3 },
  },
  {
    ...{ id: 'ec-rehearsal', name: 'Energy Components, rehearsal', namespace: 'rehearsal', gift: 'production' },
    ...{ kind: 'energy-components', status: 'ok', message: null, everyS: 300, lagMs: 4 * minuteMs },
    ...{ rowsPerRun: 2, quarantined: 0 },
  },
  {
    ...{ id: 'havnes-gauging', name: 'Tank gauging, Havnes', namespace: 'offshore', gift: 'logistics', kind: 'files' },
    ...{ status: 'ok', message: null, everyS: 120, lagMs: 2 * minuteMs, rowsPerRun: 24, quarantined: 0 },
  },
  {
    ...{ id: 'lifting-programme', name: 'Lifting programme', namespace: 'offshore', gift: 'logistics', kind: 'files' },
    ...{ status: 'ok', message: null, everyS: 3_600, lagMs: 40 * minuteMs, rowsPerRun: 40, quarantined: 0 },
  },
  {
    ...{ id: 'pi-offshore', name: 'PI, offshore', namespace: 'offshore', gift: 'series', kind: 'pi-web-api' },
    ...{ status: 'ok', message: null, everyS: 60, lagMs: minuteMs, rowsPerRun: 126, quarantined: 0 },
  },
  {
    ...{ id: 'pi-rehearsal', name: 'PI, rehearsal', namespace: 'rehearsal', gift: 'series', kind: 'pi-web-api' },
    ...{ status: 'lagging', message: 'No answer for three hours; the last good values are shown.', everyS: 60 },
    ...{ lagMs: rehearsalLagMs, rowsPerRun: 8, quarantined: 0 },
  },
  {
    ...{ id: 'vessel-positions', name: 'Vessel positions', namespace: 'offshore', gift: 'logistics', kind: 'files' },
    ...{ status: 'ok', message: null, everyS: 60, lagMs: minuteMs, rowsPerRun: 12, quarantined: 0 },
  },
]

/** What a source writes is named by what it gives. */
const streams = { production: 'production', series: 'samples', logistics: 'logistics' } as const

const toState = ({ id, status, message, lagMs }: SourcePlan, asOf: Date): SourceState => ({
  id,
  status,
  asOf: new Date(asOf.getTime() - lagMs).toISOString(),
  message,
})

/** How every source stands, by id, with what it gives and of which nodes. */
export const listSourceStates = (asOf: Date) =>
  plans.map((plan) => ({ namespace: plan.namespace, gift: plan.gift, state: toState(plan, asOf) }))

/** The newest runs of a source, newest first. */
function listRuns({ id, gift, everyS, lagMs, rowsPerRun, status }: SourcePlan, asOf: Date): Source['recentRuns'] {
  if (everyS === null) return []
  const isLate = status === 'lagging'
  return Array.from({ length: 5 }, (_, index) => {
    const number = Math.floor(asOf.getTime() / (everyS * 1_000)) - index
    const startedMs = number * everyS * 1_000
    const failed = isLate && asOf.getTime() - startedMs < lagMs
    return {
      id: `run-${id}-${number}`,
      job: `ingest-${streams[gift]}`,
      startedAt: new Date(startedMs).toISOString(),
      finishedAt: new Date(startedMs + 2_410).toISOString(),
      status: failed ? ('failed' as const) : ('succeeded' as const),
      read: failed ? 0 : rowsPerRun,
      written: failed ? 0 : Math.ceil(rowsPerRun / 8),
      unchanged: failed ? 0 : rowsPerRun - Math.ceil(rowsPerRun / 8),
      quarantined: 0,
      message: failed ? 'The PI Web API refused the connection.' : null,
    }
  })
}

/** Every source as its page shows it, by id. */
export const listFieldSources = (asOf: Date): Source[] =>
  plans.map((plan) => {
    const state = toState(plan, asOf)
    const runs = listRuns(plan, asOf)
    const stream = streams[plan.gift]
    return {
      ...state,
      name: plan.name,
      kind: plan.kind,
      lastRunAt: runs[0]?.startedAt ?? state.asOf,
      lastSuccessAt: state.asOf,
      expectedEveryS: plan.everyS,
      rowsLastDay: plan.everyS === null ? 0 : Math.ceil(plan.rowsPerRun / 8) * Math.floor(86_400 / plan.everyS),
      quarantined: plan.quarantined,
      watermarks: plan.everyS === null || state.asOf === null ? [] : [{ stream, completeTo: state.asOf }],
      backfills: [],
      recentRuns: runs,
    }
  })
