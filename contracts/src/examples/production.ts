import type { NodeRef } from '../nodes/schemas.ts'
import type { ChildPerformance, Figure, Kpi, PerformanceSeries, Period } from '../performance/schemas.ts'
import type { Coverage, Quality, RecordStatus } from '../quality.ts'
import type { Measure, Quantity, VolumeQuantity } from '../quantity.ts'
import { nodes, units } from './field.ts'

/** A producer's fourteen days ending on 18 November 2026, Sm³ a day. Null: the day was not reported. */
export interface ExampleWell {
  readonly node: NodeRef
  readonly oil: readonly (number | null)[]
  readonly plan: number
  readonly potential: number
  readonly gasOilRatio: number
  readonly waterOilRatio: number
}

const wellA1: ExampleWell = {
  node: nodes.wellA1,
  oil: [2431.8, 2428.4, 2425.9, 2419.7, 2396.4, 2417.2, 2415, 2413.3, 2418.6, 2409.9, 2412.5, 2411.1, 2408.8, 2410.6],
  plan: 2400,
  potential: 2500,
  gasOilRatio: 142,
  waterOilRatio: 0.31,
}
const wellA2: ExampleWell = {
  node: nodes.wellA2,
  oil: [1902.1, 1899.4, 1896, 1893.8, 1890.2, 1888.7, 1886.9, 1885.1, 1883.6, null, 1879, 1877.7, 1875.8, 1874.2],
  plan: 1900,
  potential: 1950,
  gasOilRatio: 138,
  waterOilRatio: 0.44,
}
/** Tripped with its lift compressor on the 17th at 17:00 local time, and still down. */
const wellA3: ExampleWell = {
  node: nodes.wellA3,
  oil: [1148.2, 1151.6, 1147.3, 1149.9, 1146.1, 1143.8, 1145.5, 1142, 1139.6, 1141.2, 1138.8, 1140.3, 512.4, 0],
  plan: 1150,
  potential: 1200,
  gasOilRatio: 155,
  waterOilRatio: 0.62,
}
const wellB1: ExampleWell = {
  node: nodes.wellB1,
  oil: [3141, 3138.6, 3136.2, 3134.9, 3132.4, 3130.8, 3129.1, 3127.7, 3126, 3124.9, 3123.3, 3122.4, 3121.2, 3120.4],
  plan: 3100,
  potential: 3250,
  gasOilRatio: 131,
  waterOilRatio: 0.18,
}

export const wellsOf = {
  wellA2: [wellA2],
  tindrevikA: [wellA1, wellA2, wellA3],
  tindrevikB: [wellB1],
  tindrevik: [wellA1, wellA2, wellA3, wellB1],
} as const

const days = Array.from({ length: 14 }, (_, index) => `2026-11-${String(index + 5).padStart(2, '0')}`)
/** Where the week of the performance examples starts: 12 November. */
const weekStart = 7
export const exampleWeek = { from: '2026-11-12', to: '2026-11-19' } as const

export const weekPeriods: Period[] = days.slice(weekStart).map((day) => {
  const start = Date.parse(`${day}T05:00:00.000Z`)
  return {
    label: day,
    start: new Date(start).toISOString(),
    end: new Date(start + 86_400_000).toISOString(),
    hours: 24,
  }
})

const statusOf = (dayIndex: number): RecordStatus =>
  dayIndex >= 12 ? 'provisional' : dayIndex >= 10 ? 'verified' : 'approved'

const tenth = (value: number) => Math.round(value * 10) / 10
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** Sum of what was reported; null where nothing was. */
export function sumReported(values: readonly (number | null)[]): number | null {
  const reported = values.filter((value) => value !== null)
  return reported.length === 0 ? null : tenth(sum(reported))
}

const ratios = {
  oil_production: () => 1,
  gas_production: (well: ExampleWell) => well.gasOilRatio,
  water_production: (well: ExampleWell) => well.waterOilRatio,
} as const satisfies Partial<Record<Quantity, (well: ExampleWell) => number>>
type ProducedQuantity = keyof typeof ratios

/** A node's fourteen days: its wells added up. */
export function dailyActual(wells: readonly ExampleWell[], quantity: ProducedQuantity): (number | null)[] {
  const ofDay = (well: ExampleWell, index: number) => {
    const oil = well.oil[index] ?? null
    return oil === null ? null : tenth(oil * ratios[quantity](well))
  }
  return days.map((_, index) => sumReported(wells.map((well) => ofDay(well, index))))
}

function dailyCoverage(wells: readonly ExampleWell[]): number[] {
  const expected = sum(wells.map((well) => well.potential))
  const reported = (index: number) =>
    sum(wells.filter((well) => well.oil[index] !== null).map((well) => well.potential))
  return days.map((_, index) => reported(index) / expected)
}

/** Nothing was reported and nothing expected. */
export const noFigure: Figure = { value: null, quality: 'missing', status: null, coverage: null, refused: null }

export const figure = (value: number | null, share = 1, status: RecordStatus = 'provisional'): Figure => ({
  value,
  quality: value === null ? 'missing' : 'good',
  status,
  coverage: coverageOf(share),
  refused: null,
})

const coverageOf = (share: number): Coverage => ({ coverage: share, measured: share, estimated: 0, missing: 1 - share })

const planned = (value: number): Figure => ({ ...figure(value, 1, 'approved'), quality: 'estimated', coverage: null })

/** Actual against plan and potential; the differences follow from them. */
export function kpi(quantity: VolumeQuantity, actual: Figure, plan = noFigure, potential = noFigure): Kpi {
  const delta = actual.value === null || plan.value === null ? null : tenth(actual.value - plan.value)
  return {
    quantity,
    unit: units.volume,
    actualMeasure: actual.status === null ? null : 'allocated',
    actual,
    plan,
    potential,
    delta,
    deltaShare: delta === null || plan.value === null ? null : delta / plan.value,
  }
}

/** Oil, gas and water of a node over its last `dayCount` days, oil first. */
export function producedKpis(wells: readonly ExampleWell[], dayCount: number): [oil: Kpi, gas: Kpi, water: Kpi] {
  const share = sum(dailyCoverage(wells).slice(-dayCount)) / dayCount
  const actual = (quantity: ProducedQuantity) =>
    figure(sumReported(dailyActual(wells, quantity).slice(-dayCount)), share)
  const inAll = (perDay: 'plan' | 'potential') => planned(dayCount * sum(wells.map((well) => well[perDay])))
  return [
    kpi('oil_production', actual('oil_production'), inAll('plan'), inAll('potential')),
    kpi('gas_production', actual('gas_production')),
    kpi('water_production', actual('water_production')),
  ]
}

/** The week's columns of a node: allocated oil beside plan and potential, then gas and water. */
export function weekSeries(wells: readonly ExampleWell[]): PerformanceSeries[] {
  const coverage = dailyCoverage(wells).slice(weekStart)
  const allocated = (quantity: ProducedQuantity) => {
    const values = dailyActual(wells, quantity).slice(weekStart)
    const quality = values.map((value): Quality => (value === null ? 'missing' : 'good'))
    const status = values.map((value, index) => (value === null ? null : statusOf(weekStart + index)))
    return { quantity, measure: 'allocated' as const, unit: units.volume, values, quality, status, coverage }
  }
  const level = (measure: Extract<Measure, 'plan' | 'potential'>) => ({
    quantity: 'oil_production' as const,
    measure,
    unit: units.volume,
    values: weekPeriods.map(() => sum(wells.map((well) => well[measure]))),
    quality: weekPeriods.map((): Quality => 'estimated'),
    status: weekPeriods.map((): RecordStatus => 'approved'),
    coverage: weekPeriods.map(() => null),
  })
  return [
    allocated('oil_production'),
    level('plan'),
    level('potential'),
    allocated('gas_production'),
    allocated('water_production'),
  ]
}

/** A child's row in its parent's answer. */
export const childPerformance = (node: NodeRef, wells: readonly ExampleWell[]): ChildPerformance => ({
  node,
  kpi: producedKpis(wells, weekPeriods.length)[0],
  sparkline: dailyActual(wells, 'oil_production').slice(weekStart),
})
