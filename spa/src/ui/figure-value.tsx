import type { Figure, Quantity, UnitSystem } from '@tieback/contracts'
import { formatFigure, formatPercent } from './format.ts'
import classes from './figure-value.module.css'
import { qualityTitle, wordFor } from './wording.ts'

interface FigureValueProps {
  readonly figure: Figure
  readonly quantity: Quantity
  readonly unitSystem: UnitSystem
  readonly testId?: string
}

/** One figure with what has to be said about it: withheld, missing, or not measured. */
export function FigureValue({ figure, quantity, unitSystem, testId }: FigureValueProps) {
  return (
    <span
      className={classes.figure}
      data-quality={figure.quality}
      data-testid={testId}
      data-value={figure.value ?? ''}
      title={describeFigure(figure)}
    >
      {formatFigure(figure.value, quantity, unitSystem)}
    </span>
  )
}

/** Why there is no figure, in a few words; null where there is one. */
export function whyMissing(figure: Figure): string | null {
  if (figure.value !== null) return null
  if (figure.refused)
    return `not enough data: has ${formatPercent(figure.refused.coverage)}, needs ${formatPercent(figure.refused.threshold)}`
  return figure.quality === 'bad' ? 'no usable data' : 'no data'
}

function describeFigure(figure: Figure): string {
  const coverage = figure.coverage && `coverage ${formatPercent(figure.coverage.coverage)}`
  const words = [whyMissing(figure), wordFor(qualityTitle, figure.quality), figure.status, coverage]
  return words.filter((word) => word !== null).join(' · ')
}
