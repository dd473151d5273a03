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

/** A KPI from its three figures: delta is actual − plan, its share delta ÷ plan; null where either can't be told. */
export const toKpi = (parts: Omit<Kpi, 'delta' | 'deltaShare'>): Kpi => {
  const actual = parts.actual.value
  const plan = parts.plan.value
  const delta = actual === null || plan === null ? null : actual - plan
  return { ...parts, delta, deltaShare: delta === null || plan === null || plan === 0 ? null : delta / plan }
}
