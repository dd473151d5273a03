import classes from './sparkline.module.css'
import { sparklinePath } from './sparkline-path.ts'

interface SparklineProps {
  readonly values: readonly (number | null)[]
  readonly width?: number
  readonly height?: number
}

/** The shape of the last days. Decoration for the figure beside it, so it is silent to a screen reader. */
export function Sparkline({ values, width = 104, height = 24 }: SparklineProps) {
  const line = sparklinePath(values, { width, height })
  return (
    <svg
      className={classes.sparkline}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      width={width}
      height={height}
      aria-hidden="true"
    >
      {line && <path d={line.path} />}
      {line?.last && <circle cx={line.last.x} cy={line.last.y} r="2" />}
    </svg>
  )
}
