import { type Coverage, type Kpi, VolumeQuantity } from '@tieback/contracts'
import { type FactPart, rollUp } from '../roll-up/roll-up.ts'
import { type Compared, toFigure, toKpi } from './kpi.ts'

type Told = 'actual' | 'plan' | 'potential'

const nothingOf: Coverage = { coverage: 0, measured: 0, estimated: 0, missing: 1 }

/** A node's figure as a part of the total: one that is missing or was refused lowers the coverage, never the truth. */
function toPart(kpi: Kpi, measure: Told): FactPart {
  const { value, quality, status, coverage } = kpi[measure]
  const weight = kpi.potential.value ?? kpi.plan.value
  return value === null
    ? { value, quality: 'missing', status: null, coverage: nothingOf, weight }
    : { value, quality, status, coverage, weight }
}

/** The differences of the nodes that have one, over their own plan: a node without an actual is not one of nothing. */
function compareNodes(kpis: readonly Kpi[]): Compared | null {
  const told = kpis.flatMap(({ delta, plan }) =>
    delta === null || plan.value === null ? [] : [{ delta, plan: plan.value }],
  )
  if (told.length === 0) return null
  const plan = told.reduce((sum, each) => sum + each.plan, 0)
  return { actual: told.reduce((sum, each) => sum + each.delta, plan), plan }
}

/** Whether anything was delivered, or was to be. */
export const isKpiExpected = ({ actual, plan, potential }: Kpi): boolean =>
  actual.value !== null || actual.refused !== null || plan.value !== null || potential.value !== null

/**
 * Sums over the nodes that were to deliver something of a quantity, in the contract's order of quantities.
 *
 * kpis       of nodes beside each other, all in one system of units
 * threshold  share of the expected below which a sum is withheld, 0..1
 */
export function totalKpis(kpis: readonly Kpi[], threshold: number): Kpi[] {
  const byQuantity = Map.groupBy(kpis.filter(isKpiExpected), ({ quantity }) => quantity)
  return VolumeQuantity.options.flatMap((quantity) => {
    const own = byQuantity.get(quantity) ?? []
    const [first] = own
    if (first === undefined) return []
    const figureOf = (measure: Told) => toFigure(rollUp(own.map((kpi) => toPart(kpi, measure))), threshold)
    const parts = {
      quantity,
      unit: first.unit,
      actualMeasure: own.find(({ actualMeasure }) => actualMeasure !== null)?.actualMeasure ?? null,
      actual: figureOf('actual'),
      plan: figureOf('plan'),
      potential: figureOf('potential'),
    }
    return [toKpi(parts, compareNodes(own))]
  })
}
