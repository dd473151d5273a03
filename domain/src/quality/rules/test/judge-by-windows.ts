import type { Doubt } from '../doubt.ts'
import { judgeSeries } from '../judge-series.ts'
import { indexAt, profileSeries, type SeriesProfile } from '../series-profile.ts'
import { dayMs, hourMs, type MadeSeries } from './synthetic-field.ts'

const leadMs = 6 * hourMs

interface Walk {
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
}

/** Judges a facility as the job does: a window of a day that slides on, each time with what the time before brought. By series' name. */
export function judgeByWindows(field: readonly MadeSeries[], walk: Walk): Map<string, readonly Doubt[]> {
  const known = new Map<string, readonly Doubt[]>(field.map(({ name }) => [name, []]))
  const stamps = new Map(field.map(({ name, at }) => [name, Float64Array.from(at)]))
  for (let toMs = walk.fromMs + dayMs; toMs <= walk.toMs; toMs += walk.stepMs) {
    const startMs = toMs - dayMs
    const profiles = new Map<string, SeriesProfile>()
    const before = new Map<string, number | null>()
    for (const series of field) {
      const at = stamps.get(series.name) ?? new Float64Array()
      const [first, end] = [indexAt(at, startMs), indexAt(at, toMs)]
      const window = {
        at: series.at.slice(first, end),
        value: series.value.slice(first, end),
        quality: series.quality.slice(first, end),
      }
      profiles.set(series.name, profileSeries(window, series.facts))
      before.set(series.name, at[first - 1] ?? null)
    }
    for (const series of field)
      known.set(series.name, judgeOne(field, series, { profiles, before, known, startMs, toMs }))
  }
  return known
}

interface Around {
  readonly profiles: ReadonlyMap<string, SeriesProfile>
  readonly before: ReadonlyMap<string, number | null>
  readonly known: ReadonlyMap<string, readonly Doubt[]>
  readonly startMs: number
  readonly toMs: number
}

function judgeOne(field: readonly MadeSeries[], series: MadeSeries, around: Around): readonly Doubt[] {
  const profile = around.profiles.get(series.name)
  const siblings = field.flatMap((other) => {
    const found = around.profiles.get(other.name)
    const isSameNode = other.node === series.node
    const isBeside = isSameNode || other.facts.quantity === series.facts.quantity
    return found === undefined || other === series || !isBeside ? [] : [{ profile: found, isSameNode }]
  })
  if (profile === undefined) return []
  const known = around.known.get(series.name) ?? []
  return judgeSeries(profile, {
    siblings,
    known,
    hourly: null,
    beforeMs: around.before.get(series.name) ?? null,
    settledMs: around.startMs + leadMs,
    toMs: around.toMs,
  })
}
