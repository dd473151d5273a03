import type { Quality, Quantity } from '@tieback/contracts'
import type { SeriesFacts } from '../series-profile.ts'

/** Columns as they can be written to, so that faults can be planted. */
export interface MadeSeries {
  readonly name: string
  readonly node: string
  readonly facts: SeriesFacts
  readonly at: number[]
  readonly value: (number | null)[]
  readonly quality: Quality[]
}

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** Numbers in [0, 1) that follow from the seed: the same field at every run. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Standard normal, by two draws. */
export function createNormal(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

export const factsOf = (quantity: Quantity, more: Partial<SeriesFacts> = {}): SeriesFacts => ({
  quantity,
  ...{ unit: 'bar', reference: null, basis: null, interpolation: 'linear', expectedPeriodS: 300 },
  ...{ nodeKind: 'well', instrument: null },
  ...more,
})

/** Five minutes between scans, with the jitter and the losses of a historian's interface. */
function scansOf(random: () => number, fromMs: number, toMs: number): number[] {
  const at: number[] = []
  for (let slot = fromMs; slot < toMs; slot += 5 * minuteMs) {
    if (random() > 0.06) at.push(Math.floor(slot + random() * 5 * minuteMs))
  }
  return at
}

interface Shut {
  readonly fromMs: number
  readonly toMs: number
}

/** Shut-ins of a well: some hours, about one in twelve days. */
function shutInsOf(random: () => number, fromMs: number, toMs: number): Shut[] {
  const shuts: Shut[] = []
  for (let day = fromMs; day < toMs; day += dayMs) {
    if (random() > 1 / 12) continue
    const start = day + random() * 16 * hourMs
    shuts.push({ fromMs: start, toMs: start + (0.3 + 40 * random() ** 2) * hourMs })
  }
  return shuts
}

/** How far a well is open at an instant: it closes in minutes and comes back over an hour. */
function opennessOf(shuts: readonly Shut[], fromMs: number, toMs: number): (ms: number) => number {
  const stepMs = minuteMs
  const open = new Float32Array(Math.ceil((toMs - fromMs) / stepMs) + 1).fill(1)
  for (const shut of shuts) {
    const first = Math.ceil((shut.fromMs - fromMs) / stepMs)
    const back = Math.ceil((shut.toMs - fromMs) / stepMs)
    for (let index = first; index < Math.min(back, open.length); index++) open[index] = 0
    for (let index = back; index < Math.min(back + 60, open.length); index++) open[index] = (index - back) / 60
  }
  return (ms) => open[Math.floor((ms - fromMs) / stepMs)] ?? 1
}

const round = (value: number, step: number): number => Math.round(value / step) * step

/** Of its scans a compressing historian keeps those that moved, and one every two hours to say that it lives. */
function compress({ at, value, ...rest }: MadeSeries, deviation: number): MadeSeries {
  const kept = at.flatMap((_, index) => index)
  const stays: number[] = []
  let last = -1
  for (const index of kept) {
    const moved = last < 0 || Math.abs((value[index] ?? 0) - (value[last] ?? 0)) > deviation
    if (!moved && (at[index] ?? 0) - (at[last] ?? 0) < 2 * hourMs) continue
    stays.push(index)
    last = index
  }
  const facts = { ...rest.facts, expectedPeriodS: 7_200 }
  const pick = <Cell>(column: readonly Cell[]): Cell[] => stays.flatMap((index) => column[index] ?? [])
  return { ...rest, facts, at: pick(at), value: pick(value), quality: stays.map(() => 'good') }
}

/**
 * One well's instruments over a span: pressure with plain noise, temperature to a tenth of a degree, flow that is exactly zero while shut in, a downhole
 * gauge whose noise is finer than its last digit, annulus pressure behind compression, and the choke, which stays where it is put.
 */
function wellSeries(seed: number, node: string, fromMs: number, toMs: number): MadeSeries[] {
  const random = createRandom(seed)
  const normal = createNormal(random)
  const openness = opennessOf(shutInsOf(random, fromMs, toMs), fromMs, toMs)
  const level = { whp: 40 + 60 * random(), flow: 200 + 1_500 * random(), warm: 50 + 40 * random() }
  const phase = random() * 10
  const swing = (ms: number, hours: number): number => Math.sin(ms / (hours * hourMs) + phase)
  let warmth = level.warm
  const make = (name: string, facts: SeriesFacts, read: (ms: number) => number): MadeSeries => {
    const at = scansOf(random, fromMs, toMs)
    return { name: `${node}.${name}`, node, facts, at, value: at.map(read), quality: at.map(() => 'good') }
  }
  const coolTo = (ms: number): number => 8 + (level.warm - 8) * openness(ms)
  return [
    make('WHP', factsOf('wellhead_pressure', { basis: 'gauge' }), (ms) =>
      Math.fround(level.whp * (1.4 - 0.4 * openness(ms)) + 0.5 * swing(ms, 7) + 0.15 * normal()),
    ),
    make('WHT', factsOf('wellhead_temperature', { unit: 'degC' }), (ms) => {
      warmth += 0.05 * (coolTo(ms) - warmth)
      return round(warmth + 0.3 * swing(ms, 4) + 0.05 * normal(), 0.1)
    }),
    make('OIL', factsOf('oil_production', { unit: 'm3/d', reference: 'metric' }), (ms) => {
      const open = openness(ms)
      return open === 0 ? 0 : Math.fround(level.flow * open * (1 + 0.01 * swing(ms, 3) + 0.008 * normal()))
    }),
    make('DHP', factsOf('downhole_pressure', { basis: 'gauge' }), (ms) =>
      round(220 + 15 * (1 - openness(ms)) + 0.2 * swing(ms, 30) + 0.004 * normal(), 0.01),
    ),
    compress(
      make('ANN', factsOf('annulus_pressure', { basis: 'gauge' }), (ms) =>
        round(12 + 2 * swing(ms, 24) + 0.02 * normal(), 0.01),
      ),
      0.25,
    ),
    make('CHOKE', factsOf('choke', { unit: '%', interpolation: 'step' }), (ms) =>
      round(45 * Math.ceil(openness(ms)), 0.1),
    ),
  ]
}

/** A facility of some wells over a span. */
export function makeField(seed: number, wells: number, fromMs: number, toMs: number): MadeSeries[] {
  return Array.from({ length: wells }, (_, well) => wellSeries(seed * 1_000 + well, `W${well}`, fromMs, toMs)).flat()
}
