import {
  type DayLabel,
  type Kpi,
  type Measure,
  type Quantity,
  type UnitSystem,
  VolumeQuantity,
} from '@tieback/contracts'
import { displayUnit, type RolledUp, rollUpDays, toDisplay, toFigure, toKpi } from '@tieback/domain'
import type { Fact } from '../field/production.ts'
import { coverageMin } from './reading.ts'

/** Quantities that a node is judged by; the first that it has is its main one. */
const mainQuantities = ['oil_production', 'gas_production', 'water_injection', 'gas_injection'] as const

const nothing: RolledUp = { value: null, quality: 'missing', status: null, coverage: null }

const keyOf = (nodeId: string, quantity: Quantity, measure: Measure): string => `${nodeId} ${quantity} ${measure}`

/** Facts of one read, found by node, quantity and measure; answered in the units of one reader. */
export class FactTable {
  readonly unitSystem: UnitSystem
  readonly #byKey = new Map<string, Map<DayLabel, Fact>>()
  readonly #nodeIds = new Set<string>()

  constructor(facts: readonly Fact[], unitSystem: UnitSystem) {
    this.unitSystem = unitSystem
    for (const fact of facts) {
      const key = keyOf(fact.nodeId, fact.quantity, fact.measure)
      const days = this.#byKey.get(key) ?? new Map<DayLabel, Fact>()
      this.#byKey.set(key, days.set(fact.day, fact))
      this.#nodeIds.add(fact.nodeId)
    }
  }

  knows(nodeId: string): boolean {
    return this.#nodeIds.has(nodeId)
  }

  has(nodeId: string, quantity: Quantity, measure: Measure): boolean {
    return this.#byKey.has(keyOf(nodeId, quantity, measure))
  }

  find(nodeId: string, quantity: Quantity, measure: Measure, day: DayLabel): Fact | undefined {
    return this.#byKey.get(keyOf(nodeId, quantity, measure))?.get(day)
  }

  /** In canonical units. */
  value(nodeId: string, quantity: Quantity, measure: Measure, day: DayLabel): number | null {
    return this.find(nodeId, quantity, measure, day)?.value ?? null
  }

  /** One measure over days, in canonical units: sum, coverage, lowest status, worst quality. */
  total(nodeId: string, quantity: Quantity, measure: Measure, days: readonly DayLabel[]): RolledUp {
    if (!this.has(nodeId, quantity, measure)) return nothing
    const known = days.filter((day) => this.#isExpected(nodeId, quantity, day))
    return rollUpDays(
      known.map((day) => ({
        ...(this.find(nodeId, quantity, measure, day) ?? nothing),
        potential: this.value(nodeId, quantity, 'potential', day),
      })),
    )
  }

  mainQuantity(nodeId: string): VolumeQuantity {
    return mainQuantities.find((quantity) => this.has(nodeId, quantity, 'potential')) ?? 'oil_production'
  }

  /** Days on which all the measures have a value: what may be compared with each other. */
  commonDays(nodeId: string, quantity: Quantity, measures: readonly Measure[], days: readonly DayLabel[]): DayLabel[] {
    return days.filter((day) => measures.every((measure) => this.value(nodeId, quantity, measure, day) !== null))
  }

  /** Plain sum of one measure, in the unit of the reader. */
  sum(nodeId: string, quantity: Quantity, measure: Measure, days: readonly DayLabel[]): number {
    const volume = days.reduce((sum, day) => sum + (this.value(nodeId, quantity, measure, day) ?? 0), 0)
    return toDisplay(quantity, this.unitSystem, 'volume', volume)
  }

  /** Actual, plan and potential of one quantity over days. The difference is told over days that have both. */
  kpi(nodeId: string, quantity: VolumeQuantity, days: readonly DayLabel[]): Kpi {
    const figureOf = (measure: Measure) => {
      const rolled = this.total(nodeId, quantity, measure, days)
      const value = rolled.value === null ? null : toDisplay(quantity, this.unitSystem, 'volume', rolled.value)
      return toFigure({ ...rolled, value }, coverageMin)
    }
    const common = this.commonDays(nodeId, quantity, ['allocated', 'plan'], days)
    const sumOf = (measure: Measure): number => this.sum(nodeId, quantity, measure, common)
    const parts = {
      quantity,
      unit: displayUnit(quantity, this.unitSystem, 'volume'),
      actualMeasure: this.has(nodeId, quantity, 'allocated') ? ('allocated' as const) : null,
      actual: figureOf('allocated'),
      plan: figureOf('plan'),
      potential: figureOf('potential'),
    }
    return toKpi(parts, common.length === 0 ? null : { actual: sumOf('allocated'), plan: sumOf('plan') })
  }

  /** The main quantity first, then every other that the node has a fact of. */
  kpis(nodeId: string, days: readonly DayLabel[]): [Kpi, ...Kpi[]] {
    const main = this.mainQuantity(nodeId)
    const others = VolumeQuantity.options.filter((quantity) => quantity !== main && this.has(nodeId, quantity, 'plan'))
    return [this.kpi(nodeId, main, days), ...others.map((quantity) => this.kpi(nodeId, quantity, days))]
  }

  /** Nothing was expected before the field's history began. */
  #isExpected(nodeId: string, quantity: Quantity, day: DayLabel): boolean {
    return (['potential', 'allocated', 'measured'] as const).some(
      (measure) => this.find(nodeId, quantity, measure, day) !== undefined,
    )
  }
}

/** Whether any fact is still to be approved. */
export const isProvisional = (facts: readonly Fact[]): boolean =>
  facts.some(({ status }) => status !== null && status !== 'approved')

/** The same, of some nodes alone. */
export const isProvisionalOf = (facts: readonly Fact[], nodeIds: ReadonlySet<string>): boolean =>
  isProvisional(facts.filter(({ nodeId }) => nodeIds.has(nodeId)))
