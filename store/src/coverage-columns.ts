import type { Coverage } from '@tieback/contracts'

/** A fact's coverage as its table has it: all three columns, or none. */
export interface CoverageColumns {
  readonly coverage: number | null
  readonly measured_share: number | null
  readonly estimated_share: number | null
}

export function toCoverage({
  coverage,
  measured_share: measured,
  estimated_share: estimated,
}: CoverageColumns): Coverage | null {
  if (coverage === null || measured === null || estimated === null) return null
  return { coverage, measured, estimated, missing: 1 - coverage }
}
