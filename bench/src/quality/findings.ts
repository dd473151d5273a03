import { QualityRule } from '@tieback/contracts'
import type { Doubt } from '@tieback/domain'
import { judgeHistory, type Walk } from './judge-history.ts'
import { nab, readNab } from './nab.ts'
import { type Instance, petrobras3w } from './petrobras-3w.ts'
import type { SimulatedSeries } from './simulated-sensors.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** The job's window of a series that comes each second, and of one that comes every five minutes. */
const fastWalk: Walk = { windowMs: hourMs, stepMs: 10 * minuteMs }
const dayWalk: Walk = { windowMs: dayMs, stepMs: 6 * hourMs }

const touches = (doubt: Doubt, { fromMs, toMs }: { fromMs: number; toMs: number }): boolean =>
  doubt.fromMs < toMs && fromMs < (doubt.toMs ?? Infinity)

/** What one rule found in some series. */
export interface RuleFindings {
  readonly rule: QualityRule
  readonly marks: number
  readonly series: number
  /** Marks that begin in what somebody labelled as strange. */
  readonly inEvents: number
}

function countByRule(found: readonly { name: string; doubts: readonly Doubt[]; isEvent: (doubt: Doubt) => boolean }[]) {
  return QualityRule.options.map((rule): RuleFindings => {
    const own = found.map(({ doubts, isEvent }) => {
      const ofRule = doubts.filter((doubt) => doubt.rule === rule)
      return { marks: ofRule.length, inEvents: ofRule.filter(isEvent).length }
    })
    const sum = (key: 'marks' | 'inEvents'): number => own.reduce((total, each) => total + each[key], 0)
    return { rule, marks: sum('marks'), series: own.filter(({ marks }) => marks > 0).length, inEvents: sum('inEvents') }
  })
}

export interface WellFindings {
  readonly data: typeof petrobras3w
  readonly series: number
  readonly seriesHours: number
  readonly rules: readonly RuleFindings[]
  /** Instruments that never moved, which the publisher lists: how many there are, and how many of them a rule doubts. */
  readonly dead: { readonly listed: number; readonly doubted: number }
  /** Of the instruments that moved, those that a rule doubts beyond a spike. */
  readonly others: { readonly listed: number; readonly doubted: number }
  /** Each mark with where it is and what it says. */
  readonly told: readonly string[]
}

/** What the rules find in recordings of real wells. Their labels tell of the well, not of instruments: an event isn't a fault of a sensor. */
export function judgeWells(instances: readonly Instance[]): WellFindings {
  const found = instances.flatMap(({ name: instance, event, series, constant, isNormal }) => {
    const doubts = judgeHistory(series, fastWalk)
    return series.map(({ name, at }) => ({
      name,
      doubts: doubts.get(name) ?? [],
      isEvent: ({ fromMs }: Doubt) => !isNormal(fromMs),
      isConstant: constant.has(name),
      place: `${instance} (${event}) ${name}`,
      hours: ((at.at(-1) ?? 0) - (at[0] ?? 0)) / hourMs,
    }))
  })
  const countOf = (isConstant: boolean) => {
    const listed = found.filter((each) => each.isConstant === isConstant)
    const isDoubted = ({ doubts }: (typeof listed)[number]): boolean => doubts.some(({ rule }) => rule !== 'spike')
    return { listed: listed.length, doubted: listed.filter(isDoubted).length }
  }
  return {
    data: petrobras3w,
    series: found.length,
    seriesHours: found.reduce((total, { hours }) => total + hours, 0),
    rules: countByRule(found),
    dead: countOf(true),
    others: countOf(false),
    told: found.flatMap(({ place, doubts }) => doubts.map(({ rule, message }) => `${place}: ${rule}. ${message}`)),
  }
}

export interface LabelledFindings {
  readonly data: typeof nab
  readonly series: number
  readonly seriesHours: number
  readonly rules: readonly RuleFindings[]
  readonly windows: { readonly listed: number; readonly touched: number }
}

/** What the rules find in series whose strange spans are labelled, whatever it is that is strange about them. */
export function judgeLabelled(): LabelledFindings {
  const all = readNab().map(({ history, windows }) => ({
    name: history.name,
    windows,
    hours: ((history.at.at(-1) ?? 0) - (history.at[0] ?? 0)) / hourMs,
    doubts: judgeHistory([history], dayWalk).get(history.name) ?? [],
    isEvent: (doubt: Doubt) => windows.some((window) => touches(doubt, window)),
  }))
  const windows = all.flatMap(({ windows: own, doubts }) =>
    own.map((window) => doubts.some((doubt) => touches(doubt, window))),
  )
  return {
    data: nab,
    series: all.length,
    seriesHours: all.reduce((total, { hours }) => total + hours, 0),
    rules: countByRule(all),
    windows: { listed: windows.length, touched: windows.filter(Boolean).length },
  }
}

export interface PlantedFindings {
  readonly tagMonths: number
  readonly planted: number
  readonly found: number
  /** Marks of frozen series where nothing was frozen. */
  readonly falseAlarms: readonly string[]
}

/** How many of the frozen values that were planted in the simulated field's sensors are found, and what is called frozen besides. */
export function judgePlanted(series: readonly SimulatedSeries[], days: number, walk = dayWalk): PlantedFindings {
  const falseAlarms: string[] = []
  let [planted, found] = [0, 0]
  for (const facility of Map.groupBy(series, (each) => each.facility).values()) {
    const doubts = judgeHistory(
      facility.map(({ history }) => history),
      walk,
    )
    for (const { history, faults } of facility) {
      const frozen = (doubts.get(history.name) ?? []).filter(({ rule }) => rule === 'frozen')
      const real = faults.filter((fault) => fault.kind === 'frozen')
      for (const fault of real.filter((each) => isTold(history, each))) {
        planted++
        if (frozen.some((doubt) => touches(doubt, { fromMs: fault.startMs, toMs: fault.endMs }))) found++
      }
      const wrong = frozen.filter(
        (doubt) => !real.some((fault) => touches(doubt, { fromMs: fault.startMs, toMs: fault.endMs })),
      )
      falseAlarms.push(...wrong.map(({ message }) => `${history.name}: ${message}`))
    }
  }
  return { tagMonths: (series.length * days) / 30, planted, found, falseAlarms }
}

/** Whether a frozen value can be told at all: not of a setting, nor of a rate that is zero because nothing flows. */
function isTold(
  { at, value, facts }: SimulatedSeries['history'],
  { startMs, endMs }: { startMs: number; endMs: number },
): boolean {
  if (facts.interpolation === 'step') return false
  const first = at.findIndex((ms) => ms >= startMs)
  return first >= 0 && (at[first] ?? Infinity) < endMs && value[first] !== 0
}
