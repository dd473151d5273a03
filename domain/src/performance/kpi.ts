import type { Figure, Kpi } from '@tieback/contracts'
import type { RolledUp } from '../roll-up/roll-up.ts'

/** Below this share of the expected a figure is withheld, unless a site says otherwise. */
export const coverageThreshold = 0.5

/**
 * A total as an answer gives it: withheld, with the reason, where it rests on less than `threshold` of the expected.
 *
 * threshold  0..1; a coverage of exactly the threshold is enough
 */
export const toFigure = ({ value, quality, status, coverage }: RolledUp, threshold = coverageThreshold): Figure => {
  if (value === null || coverage === null || coverage.coverage >= threshold) {
    return { value, quality, status, coverage, refused: null }
  }
  const refused = { reason: 'not-enough-data' as const, coverage: coverage.coverage, threshold }
  return { value: null, quality, status, coverage, refused }
}

/** Sums of what was and what was meant to be over the same steps: those that have both. */
export interface Compared {
  readonly actual: number
  readonly plan: number
}

/**
 * A KPI from its three figures: delta is actual − plan, its share delta ÷ plan; null where either can't be told.
 *
 * compared  the two over the steps that have both, where the figures themselves rest on different steps: a day without
 *           an actual is not a day of nothing. Left out: the figures
 */
export const toKpi = (parts: Omit<Kpi, 'delta' | 'deltaShare'>, compared?: Compared | null): Kpi => {
  const actual = parts.actual.value
  const plan = parts.plan.value
  if (actual === null || plan === null || compared === null) return { ...parts, delta: null, deltaShare: null }
  const basis = compared ?? { actual, plan }
  const delta = basis.actual - basis.plan
  return { ...parts, delta, deltaShare: basis.plan === 0 ? null : delta / basis.plan }
}
