import {
  type DayLabel,
  type Kpi,
  type Measure,
  type Quantity,
  type UnitSystem,
  VolumeQuantity,
} from '@tieback/contracts'
import { displayUnit, type RolledUp, rollUpDays, toDisplay, toFigure, toKpi } from '@tieback/domain'
import type { FactRow } from '@tieback/store'

/** Quantities that a node is judged by, the main one first; the first that a node has is its main one. */
const mainQuantities = [
  'oil_production',
  'gas_production',
  'condensate_production',
  'water_injection',
  'gas_injection',
] as const satisfies readonly VolumeQuantity[]

const nothing: RolledUp = { value: null, quality: 'missing', status: null, coverage: null }

const keyOf = (nodeId: string, quantity: Quantity, measure: Measure): string => `${nodeId} ${quantity} ${measure}`

/** Facts of one read, found by node, quantity and measure. Values in canonical units. */
export class FactTable {
  readonly rows: readonly FactRow[]
  private readonly byKey: Map<string, Map<DayLabel, FactRow>>
  /** First and last day on which a source said anything of a node. */
  private readonly spans: Map<string, { first: DayLabel; last: DayLabel }>

  constructor(facts: readonly FactRow[]) {
    this.rows = facts
    this.byKey = new Map()
    this.spans = new Map()
    for (const fact of facts) {
      const span = this.spans.get(fact.nodeId)
      if (span === undefined) this.spans.set(fact.nodeId, { first: fact.day, last: fact.day })
      else if (fact.day < span.first) span.first = fact.day
      else if (fact.day > span.last) span.last = fact.day
      const key = keyOf(fact.nodeId, fact.quantity, fact.measure)
      const days = this.byKey.get(key)
      if (days === undefined) this.byKey.set(key, new Map([[fact.day, fact]]))
      else days.set(fact.day, fact)
    }
  }

  /** Whether anything is known of a node. */
  knows(nodeId: string): boolean {
    return this.spans.has(nodeId)
  }

  has(nodeId: string, quantity: Quantity, measure: Measure): boolean {
    return this.byKey.has(keyOf(nodeId, quantity, measure))
  }

  find(nodeId: string, quantity: Quantity, measure: Measure, day: DayLabel): FactRow | undefined {
    return this.byKey.get(keyOf(nodeId, quantity, measure))?.get(day)
  }

  value(nodeId: string, quantity: Quantity, measure: Measure, day: DayLabel): number | null {
    return this.find(nodeId, quantity, measure, day)?.value ?? null
  }

  /** The number of record where there is one, else what meters said; null where nothing was expected. */
  actualMeasure(nodeId: string, quantity: Quantity): 'allocated' | 'measured' | null {
    if (this.has(nodeId, quantity, 'allocated')) return 'allocated'
    return this.has(nodeId, quantity, 'measured') ? 'measured' : null
  }

  actual(nodeId: string, quantity: Quantity, day: DayLabel): number | null {
    const measure = this.actualMeasure(nodeId, quantity)
    return measure === null ? null : this.value(nodeId, quantity, measure, day)
  }

  /** One measure over days: sum, coverage against the days that were expected, lowest status, worst quality. */
  total(nodeId: string, quantity: Quantity, measure: Measure, days: readonly DayLabel[]): RolledUp {
    if (!this.has(nodeId, quantity, measure)) return nothing
    return rollUpDays(
      this.expectedDays(nodeId, days).map((day) => ({
        ...(this.find(nodeId, quantity, measure, day) ?? nothing),
        potential: this.value(nodeId, quantity, 'potential', day),
      })),
    )
  }

  mainQuantity(nodeId: string): VolumeQuantity {
    const measures = ['allocated', 'measured', 'plan', 'potential'] as const
    const carries = (quantity: Quantity): boolean =>
      measures.some((measure) =>
        [...(this.byKey.get(keyOf(nodeId, quantity, measure))?.values() ?? [])].some(({ value }) => (value ?? 0) > 0),
      )
    return mainQuantities.find(carries) ?? 'oil_production'
  }

  /** Days on which all the measures have a value: what may be compared with each other. */
  commonDays(nodeId: string, quantity: Quantity, measures: readonly Measure[], days: readonly DayLabel[]): DayLabel[] {
    return this.expectedDays(nodeId, days).filter((day) =>
      measures.every((measure) => this.value(nodeId, quantity, measure, day) !== null),
    )
  }

  /** Plain sum of the values of one measure, in the unit of the reader. */
  sum(nodeId: string, quantity: Quantity, measure: Measure, days: readonly DayLabel[], unitSystem: UnitSystem): number {
    const volume = days.reduce((sum, day) => sum + (this.value(nodeId, quantity, measure, day) ?? 0), 0)
    return toDisplay(quantity, unitSystem, 'volume', volume)
  }

  /** Actual, plan and potential of one quantity over days, in the units of the reader. The difference is told over days that have both. */
  kpi(
    nodeId: string,
    quantity: VolumeQuantity,
    days: readonly DayLabel[],
    { unitSystem, coverageMin }: { unitSystem: UnitSystem; coverageMin: number },
  ): Kpi {
    const actualMeasure = this.actualMeasure(nodeId, quantity)
    const figureOf = (measure: Measure | null, threshold: number) => {
      const rolled = measure === null ? nothing : this.total(nodeId, quantity, measure, days)
      const value = rolled.value === null ? null : toDisplay(quantity, unitSystem, 'volume', rolled.value)
      return toFigure({ ...rolled, value }, threshold)
    }
    const common = actualMeasure === null ? [] : this.commonDays(nodeId, quantity, [actualMeasure, 'plan'], days)
    const sumOf = (measure: Measure): number => this.sum(nodeId, quantity, measure, common, unitSystem)
    const compared =
      actualMeasure === null || common.length === 0 ? null : { actual: sumOf(actualMeasure), plan: sumOf('plan') }
    const parts = {
      quantity,
      unit: displayUnit(quantity, unitSystem, 'volume'),
      actualMeasure,
      actual: figureOf(actualMeasure, coverageMin),
      plan: figureOf('plan', coverageMin),
      potential: figureOf('potential', coverageMin),
    }
    return toKpi(parts, compared)
  }

  /** The main quantity first, then every other that the node has a fact of. */
  kpis(
    nodeId: string,
    days: readonly DayLabel[],
    reading: { unitSystem: UnitSystem; coverageMin: number },
  ): [Kpi, ...Kpi[]] {
    const main = this.mainQuantity(nodeId)
    const others = VolumeQuantity.options.filter(
      (quantity) =>
        quantity !== main && (this.actualMeasure(nodeId, quantity) !== null || this.has(nodeId, quantity, 'plan')),
    )
    return [
      this.kpi(nodeId, main, days, reading),
      ...others.map((quantity) => this.kpi(nodeId, quantity, days, reading)),
    ]
  }

  /** Nothing was expected of a node before a source first spoke of it, nor after it last did: plans reach beyond an outage. */
  private expectedDays(nodeId: string, days: readonly DayLabel[]): readonly DayLabel[] {
    const span = this.spans.get(nodeId)
    if (span === undefined) return []
    const [first, last] = [days.at(0), days.at(-1)]
    if (first === undefined || last === undefined || (span.first <= first && last <= span.last)) return days
    return days.filter((day) => span.first <= day && day <= span.last)
  }
}

/** Whether any fact is still to be approved. */
export const isProvisional = (facts: readonly FactRow[]): boolean =>
  facts.some(({ status }) => status !== null && status !== 'approved')
