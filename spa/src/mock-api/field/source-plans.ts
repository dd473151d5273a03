import type { Source, SourceState, SourceTraffic } from '@tieback/contracts'
import type { Namespace } from './node-tree.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** How far behind the source of the rehearsal is, ms: STALE's newest sample is this old. */
export const rehearsalLagMs = 3 * hourMs

/** What the calls to a source come to, where that isn't the ordinary. */
type Trouble = Partial<SourceTraffic>

/** A source of the field, with how it fares: always the same, whenever it is looked at. */
export interface SourcePlan {
  readonly id: string
  readonly name: string
  readonly namespace: Namespace
  /** Null: no figure of the field rests on it; its page alone shows it. */
  readonly gift: 'production' | 'series' | 'logistics' | null
  readonly kind: Source['kind']
  readonly status: SourceState['status']
  readonly message: string | null
  readonly everyS: number | null
  /** Null: nothing was ever read from it. */
  readonly lagMs: number | null
  readonly rowsPerRun: number
  readonly callsPerMin: number
  readonly trouble?: Trouble
}

const fieldPlans: readonly SourcePlan[] = [
  {
    ...{ id: 'archive-import', name: 'Archive import', namespace: 'offshore', gift: 'production', kind: 'files' },
    ...{ status: 'idle', message: null, everyS: null, lagMs: 200 * 24 * hourMs, rowsPerRun: 0, callsPerMin: 0 },
  },
  {
    ...{ id: 'ec-offshore', name: 'Energy Components, offshore', namespace: 'offshore', gift: 'production' },
    ...{ kind: 'energy-components', status: 'ok', message: null, everyS: 300, lagMs: 2 * minuteMs },
    ...{ rowsPerRun: 17, callsPerMin: 1 },
  },
  {
    ...{ id: 'ec-rehearsal', name: 'Energy Components, rehearsal', namespace: 'rehearsal', gift: 'production' },
    ...{ kind: 'energy-components', status: 'ok', message: null, everyS: 300, lagMs: 4 * minuteMs },
    ...{ rowsPerRun: 2, callsPerMin: 1 },
  },
  {
    ...{ id: 'havnes-gauging', name: 'Tank gauging, Havnes', namespace: 'offshore', gift: 'logistics', kind: 'files' },
    ...{ status: 'ok', message: null, everyS: 120, lagMs: 2 * minuteMs, rowsPerRun: 24, callsPerMin: 0 },
  },
  {
    ...{ id: 'lifting-programme', name: 'Lifting programme', namespace: 'offshore', gift: 'logistics', kind: 'files' },
    ...{ status: 'ok', message: null, everyS: 3_600, lagMs: 40 * minuteMs, rowsPerRun: 40, callsPerMin: 0 },
  },
  {
    ...{ id: 'pi-offshore', name: 'PI, offshore', namespace: 'offshore', gift: 'series', kind: 'pi-web-api' },
    ...{ status: 'ok', message: null, everyS: 60, lagMs: minuteMs, rowsPerRun: 126, callsPerMin: 6 },
  },
  {
    ...{ id: 'pi-rehearsal', name: 'PI, rehearsal', namespace: 'rehearsal', gift: 'series', kind: 'pi-web-api' },
    ...{ status: 'lagging', message: 'No answer for three hours; the last good values are shown.', everyS: 60 },
    ...{ lagMs: rehearsalLagMs, rowsPerRun: 8, callsPerMin: 2, trouble: { breaker: 'open', failedPerMin: 2 } },
  },
  {
    ...{ id: 'vessel-positions', name: 'Vessel positions', namespace: 'offshore', gift: 'logistics', kind: 'files' },
    ...{ status: 'ok', message: null, everyS: 60, lagMs: minuteMs, rowsPerRun: 12, callsPerMin: 0 },
  },
]

const rehearsal = { namespace: 'rehearsal', gift: null, kind: 'pi-web-api', everyS: 60, message: null } as const

/** One source for each way to fail whose page can be opened. What is asked of it by its id fails as it says. */
const rehearsalPlans: readonly SourcePlan[] = [
  {
    ...{ ...rehearsal, id: 'pi-broken', name: 'Rehearsal BROKEN', status: 'ok', lagMs: minuteMs, rowsPerRun: 4 },
    ...{ callsPerMin: 3, trouble: { breaker: 'half-open', failedPerMin: 1, retriedPerMin: 1 } },
  },
  {
    ...{ ...rehearsal, id: 'pi-empty', name: 'Rehearsal EMPTY', status: 'idle', lagMs: null, rowsPerRun: 0 },
    callsPerMin: 0,
  },
  {
    ...{ ...rehearsal, id: 'pi-limited', name: 'Rehearsal LIMITED', status: 'lagging', lagMs: 9 * minuteMs },
    ...{ message: 'The server refuses calls with 429 and asks for 7 s between them.', rowsPerRun: 4, callsPerMin: 14 },
    trouble: { failedPerMin: 9, retriedPerMin: 9, rateLimitedPerMin: 9, inFlight: 4, waiting: 23 },
  },
  {
    ...{ ...rehearsal, id: 'pi-offline', name: 'Rehearsal OFFLINE', status: 'down', lagMs: 51 * minuteMs },
    ...{ message: 'https://pi.example can’t be reached (ECONNREFUSED).', rowsPerRun: 4, callsPerMin: 2 },
    trouble: { breaker: 'open', failedPerMin: 2 },
  },
  {
    ...{ ...rehearsal, id: 'pi-refused', name: 'Rehearsal REFUSED', status: 'down', lagMs: 26 * hourMs },
    ...{ message: 'The server refuses the login (401). Its credentials may have expired.', rowsPerRun: 4 },
    ...{ callsPerMin: 1, trouble: { failedPerMin: 1 } },
  },
  {
    ...{ ...rehearsal, id: 'pi-slow', name: 'Rehearsal SLOW', status: 'ok', lagMs: 2 * minuteMs, rowsPerRun: 4 },
    ...{ callsPerMin: 8, trouble: { inFlight: 4, waiting: 6 } },
  },
]

/** Every source, by id. */
export const sourcePlans: readonly SourcePlan[] = [...fieldPlans, ...rehearsalPlans].toSorted((a, b) =>
  a.id < b.id ? -1 : 1,
)

/** What a source writes is named by what it gives. */
export const streamOf = ({ gift }: SourcePlan): string => (gift === null || gift === 'series' ? 'samples' : gift)
