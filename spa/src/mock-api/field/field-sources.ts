import type { Source, SourceState } from '@tieback/contracts'
import { addDays, daysBetween, productionDayOf } from '@tieback/domain'
import type { Field } from './field.ts'
import { freshnessOf, limitsOf, listWireSchemas, trafficOf } from './source-operation.ts'
import { type SourcePlan, sourcePlans, streamOf } from './source-plans.ts'
import { listRecentRuns } from './source-runs.ts'

const toState = ({ id, status, message, lagMs }: SourcePlan, asOf: Date): SourceState => ({
  id,
  status,
  asOf: lagMs === null ? null : new Date(asOf.getTime() - lagMs).toISOString(),
  message,
})

/** How every source stands, by id, with what it gives and of which nodes. */
export const listSourceStates = (asOf: Date) =>
  sourcePlans.map((plan) => ({ namespace: plan.namespace, gift: plan.gift, state: toState(plan, asOf) }))

/** How many days of the past the sources of record have, and how many of them they fill in each day. */
const [pastDays, filledADay] = [365, 40]

/** How far the past of a source of record has been filled in: it never gets to its end here. */
function listBackfills({ calendar, firstDay }: Field, plan: SourcePlan, asOf: Date): Source['backfills'] {
  if (plan.id !== 'ec-offshore') return []
  const today = productionDayOf(calendar, asOf)
  const done = (daysBetween(firstDay, today) * filledADay) % pastDays
  return [
    {
      stream: streamOf(plan),
      reachedDay: addDays(today, -done),
      untilDay: addDays(today, -pastDays),
      doneShare: done / pastDays,
    },
  ]
}

interface SourceReading {
  readonly asOf: Date
  readonly isFrozen: boolean
  /** Refused rows that are open, by source. */
  readonly quarantined: ReadonlyMap<string, number>
}

/** Every source as its page shows it, by id. What passes is left out of a frozen answer. */
export const listFieldSources = (field: Field, { asOf, isFrozen, quarantined }: SourceReading): Source[] =>
  sourcePlans.map((plan) => {
    const state = toState(plan, asOf)
    const runs = listRecentRuns(plan, asOf)
    const isRunning = plan.everyS !== null && state.asOf !== null
    return {
      ...state,
      name: plan.name,
      kind: plan.kind,
      lastRunAt: runs[0]?.startedAt ?? state.asOf,
      lastSuccessAt: state.asOf,
      expectedEveryS: plan.everyS,
      rowsLastDay: plan.everyS === null ? 0 : Math.ceil(plan.rowsPerRun / 8) * Math.floor(86_400 / plan.everyS),
      quarantined: quarantined.get(plan.id) ?? 0,
      watermarks: isRunning && state.asOf !== null ? [{ stream: streamOf(plan), completeTo: state.asOf }] : [],
      backfills: listBackfills(field, plan, asOf),
      recentRuns: runs,
      limits: limitsOf(plan),
      traffic: isFrozen ? null : trafficOf(plan, asOf),
      freshness: isFrozen ? null : freshnessOf(plan),
      schemas: listWireSchemas(field, plan, asOf),
    }
  })
