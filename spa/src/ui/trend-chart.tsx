import 'uplot/dist/uPlot.min.css'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import classes from './trend-chart.module.css'
import { StateMark } from './state-mark.tsx'
import { labelsAt, moveIndex, type TrendBand, type TrendLine, type TrendModel } from './trend-model.ts'
import { createTrendPlot, type TrendPlot } from './trend-plot.ts'

interface TrendChartProps {
  /** What the chart shows, for a reader who hears it. */
  readonly label: string
  readonly unitLabel: string
  readonly model: TrendModel
  readonly formatValue: (value: number | null) => string
  /** A point in words: its period, and its quality or status where they aren't the ordinary ones. */
  readonly describePoint: (index: number) => string
  readonly height?: number
}

/** Everything that makes a plot another plot; new values alone don't. */
const shapeOf = (model: TrendModel): string =>
  JSON.stringify([model.isStepped, model.isFromZero, model.timeZone, model.lines.map((line) => line.role)])

/** Lines over time, with a cross-hair by mouse or arrow keys and its values written above. Drag zooms, double click or Escape goes back. */
export function TrendChart({ label, unitLabel, model, formatValue, describePoint, height = 260 }: TrendChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<TrendPlot | null>(null)
  const [point, setPoint] = useState<number | null>(null)
  const scheme = useComputedColorScheme('light')
  const shape = shapeOf(model)
  const latest = useRef(model)

  useEffect(() => {
    latest.current = model
    plot.current?.update(model)
  }, [model])

  useEffect(() => {
    const element = host.current
    if (!element) return
    const drawn = createTrendPlot(element, latest.current, height, setPoint)
    plot.current = drawn
    const observer = new ResizeObserver(() => {
      drawn.resize(element.clientWidth)
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
      drawn.destroy()
      plot.current = null
    }
  }, [shape, scheme, height])

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') plot.current?.zoomOut()
    const next = moveIndex(event.key, event.shiftKey, point, model.at.length)
    if (next === null) return
    event.preventDefault()
    plot.current?.point(next)
  }

  const shown = point ?? model.latest ?? model.at.length - 1
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.readout} aria-live="polite">
        <span className={classes.point}>{describePoint(shown)}</span>
        {model.lines.map((line) => (
          <span key={line.role} className={classes.value}>
            <LineKey role={line.role} />
            {line.label} <b>{formatValue(line.values[shown] ?? null)}</b>
            {line.band && <BandText band={line.band} index={shown} formatValue={formatValue} />}
          </span>
        ))}
        <span className={classes.unit}>
          {unitLabel}
          {model.isFromZero ? ', from 0' : ', scaled to the data'}
        </span>
        {model.spans && model.spans.length > 0 && <SpanText labels={labelsAt(model, shown)} />}
      </figcaption>
      <div
        ref={host}
        className={classes.plot}
        style={{ height }}
        role="img"
        aria-label={`${label}. Arrow keys read the values.`}
        // A picture whose points are read with the arrow keys has to take the focus.
        tabIndex={0}
        onKeyDown={onKeyDown}
      />
    </figure>
  )
}

/** Keeps its line while there is nothing to say: the chart must not move under the pointer. */
function SpanText({ labels }: { readonly labels: readonly string[] }) {
  return (
    <span className={classes.said}>
      {labels.map((label) => (
        <StateMark key={label} mark="warning" word={label} />
      ))}
    </span>
  )
}

interface BandTextProps extends Pick<TrendChartProps, 'formatValue'> {
  readonly band: TrendBand
  readonly index: number
}

function BandText({ band, index, formatValue }: BandTextProps) {
  const [low, high] = [band.low[index] ?? null, band.high[index] ?? null]
  return (
    <span className={classes.band}>
      {band.label}
      {low !== null && high !== null && ` ${formatValue(low)} to ${formatValue(high)}`}
    </span>
  )
}

function LineKey({ role }: { readonly role: TrendLine['role'] }) {
  return (
    <svg className={classes.key} data-role={role} width="20" height="8" aria-hidden="true">
      <path d="M0 4h20" />
    </svg>
  )
}
