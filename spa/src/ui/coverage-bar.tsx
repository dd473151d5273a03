import type { Coverage } from '@tieback/contracts'
import classes from './coverage-bar.module.css'
import { formatPercent } from './format.ts'

/** How much of a figure was measured, estimated or is missing: a bar, and the measured share in words. */
export function CoverageBar({ coverage }: { readonly coverage: Coverage | null }) {
  if (coverage === null) return <span className={classes.none}>no coverage known</span>
  const { measured, estimated, missing } = coverage
  const words = `${formatPercent(measured)} measured, ${formatPercent(estimated)} estimated, ${formatPercent(missing)} missing`
  return (
    <span className={classes.coverage} title={words}>
      <span className={classes.bar} aria-hidden="true">
        <span style={{ flexGrow: measured }} data-part="measured" />
        <span style={{ flexGrow: estimated }} data-part="estimated" />
        <span style={{ flexGrow: missing }} data-part="missing" />
      </span>
      {formatPercent(measured)} measured
    </span>
  )
}
