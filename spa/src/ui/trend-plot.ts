import './valid-language.ts'
import uPlot from 'uplot'
import { formatNumber } from './format.ts'
import { formatClock } from './time-format.ts'
import {
  bandPieces,
  missingSpans,
  spanPieces,
  tickDigits,
  tickOptions,
  toPlotColumns,
  type TrendLine,
  type TrendModel,
} from './trend-model.ts'

/** A drawn trend that lives outside React, as canvas does. */
export interface TrendPlot {
  /** New values for the same lines. Keeps the reader's zoom. */
  update(model: TrendModel): void
  resize(width: number): void
  /** Puts the cross-hair on a point, for the keyboard. */
  point(index: number): void
  zoomOut(): void
  destroy(): void
}

/** Charts that share this key share their cross-hair. */
const crossHairKey = 'page'

const lineStyles: Record<TrendLine['role'], { colour: string; width: number; dash: number[] }> = {
  actual: { colour: '--series-1', width: 2, dash: [] },
  plan: { colour: '--plan', width: 1.5, dash: [6, 4] },
  potential: { colour: '--potential', width: 1.5, dash: [1, 3] },
  forecast: { colour: '--series-2', width: 2, dash: [2, 3] },
}

// uPlot's own stepped path ends at the last value before a gap and so loses the whole of that value's period.
const steppedPath: uPlot.Series.PathBuilder = (plot, seriesIndex, first, last) => {
  const stroke = new Path2D()
  const times = plot.data[0]
  const values = plot.data[seriesIndex] ?? []
  let isJoined = false
  for (let index = Math.max(0, first - 1); index <= last; index++) {
    const [value, start, end] = [values[index], times[index], times[index + 1]]
    if (value === null || value === undefined || start === undefined || end === undefined) {
      isJoined = false
      continue
    }
    const y = plot.valToPos(value, 'y', true)
    const x = plot.valToPos(start, 'x', true)
    if (isJoined) stroke.lineTo(x, y)
    else stroke.moveTo(x, y)
    stroke.lineTo(plot.valToPos(end, 'x', true), y)
    isJoined = true
  }
  return { stroke, fill: null, clip: null, band: null, flags: 0 }
}

function hatchPattern(context: CanvasRenderingContext2D, colour: string): CanvasPattern | null {
  const tile = document.createElement('canvas')
  tile.width = tile.height = 8
  const pen = tile.getContext('2d')
  if (!pen) return null
  pen.strokeStyle = colour
  pen.lineWidth = 1
  pen.beginPath()
  // One diagonal, and the corners that make it meet its neighbours.
  pen.moveTo(-2, 10)
  pen.lineTo(10, -2)
  pen.moveTo(-2, 2)
  pen.lineTo(2, -2)
  pen.moveTo(6, 10)
  pen.lineTo(10, 6)
  pen.stroke()
  return context.createPattern(tile, 'repeat')
}

function drawMissing(plot: uPlot, model: TrendModel, colour: string): void {
  const pattern = hatchPattern(plot.ctx, colour)
  if (!pattern) return
  const { left, top, width, height } = plot.bbox
  plot.ctx.save()
  plot.ctx.fillStyle = pattern
  for (const { start, end } of missingSpans(model)) {
    const from = Math.max(left, plot.valToPos(start, 'x', true))
    const to = Math.min(left + width, plot.valToPos(end, 'x', true))
    if (to > from) plot.ctx.fillRect(from, top, to - from, height)
  }
  plot.ctx.restore()
}

/** How much of the band's colour covers what lies under it, 0..1. */
const bandOpacity = 0.18

// uPlot's own bands hang on its paths, which a stepped line doesn't use.
function drawBand(plot: uPlot, model: TrendModel, colour: string): void {
  const { left, top, width, height } = plot.bbox
  plot.ctx.save()
  plot.ctx.beginPath()
  plot.ctx.rect(left, top, width, height)
  plot.ctx.clip()
  plot.ctx.fillStyle = colour
  plot.ctx.globalAlpha = bandOpacity
  for (const { start, end, low, high } of bandPieces(model)) {
    const [x, y] = [plot.valToPos(start, 'x', true), plot.valToPos(high, 'y', true)]
    plot.ctx.fillRect(x, y, plot.valToPos(end, 'x', true) - x, plot.valToPos(low, 'y', true) - y)
  }
  plot.ctx.restore()
}

/** How much of a doubted stretch's colour covers what lies under it, 0..1. */
const spanOpacity = 0.16

/** Height of the edge that a doubted stretch has at the top, px: a short one would not be seen without. */
const spanEdge = 3

/** Least width of a doubted stretch, px. */
const spanWidthMin = 3

function drawSpans(plot: uPlot, model: TrendModel, colour: string): void {
  const { left, top, width, height } = plot.bbox
  plot.ctx.save()
  plot.ctx.fillStyle = colour
  for (const { start, end } of spanPieces(model)) {
    const from = Math.max(left, plot.valToPos(start, 'x', true))
    const to = end === Infinity ? left + width : Math.min(left + width, plot.valToPos(end, 'x', true))
    if (to <= left || from >= left + width) continue
    const shown = Math.max(to - from, spanWidthMin)
    plot.ctx.globalAlpha = spanOpacity
    plot.ctx.fillRect(from, top, shown, height)
    plot.ctx.globalAlpha = 1
    plot.ctx.fillRect(from, top, shown, spanEdge * devicePixelRatio)
  }
  plot.ctx.restore()
}

function valueRange(current: () => TrendModel): uPlot.Range.Function {
  return (_plot, lowest: number | null, highest: number | null) => {
    if (lowest === null || highest === null) return [0, 1]
    const { isFromZero } = current()
    const pieces = bandPieces(current())
    const min = Math.min(lowest, ...pieces.map(({ low }) => low))
    const max = Math.max(highest, ...pieces.map(({ high }) => high))
    const [low, high] = uPlot.rangeNum(
      isFromZero ? Math.min(0, min) : min,
      max === min && max === 0 ? 1 : max,
      0.1,
      true,
    )
    return [isFromZero && min >= 0 ? 0 : (low ?? min), high ?? max]
  }
}

const daySeconds = 86_400

/** A figure of the axis font, px. */
const digitWidth = 7.5

const isMidnight = (date: Date, timeZone: string): boolean => formatClock(date, timeZone) === '00:00'

const formatTickDay = (date: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { ...tickOptions(daySeconds), timeZone }).format(date)

// Room for the longest label: a hub's gas in a month has seven digits, a choke two. uPlot asks once before it has labels.
const valueAxisWidth = (_plot: uPlot, labels: string[] | null): number => {
  const longest = Math.max(0, ...(labels ?? []).map((label) => label.length))
  return Math.max(48, longest * digitWidth + 16)
}

function axes(model: TrendModel, token: (name: string) => string): uPlot.Axis[] {
  const look = {
    stroke: token('--muted'),
    font: `12px ${token('--font')}`,
    grid: { stroke: token('--border'), width: 1 },
    ticks: { stroke: token('--border'), width: 1, size: 4 },
  }
  const formatTimes: uPlot.Axis.DynamicValues = (_plot, splits, _axis, _space, step) => {
    const format = new Intl.DateTimeFormat('en-GB', { ...tickOptions(step), timeZone: model.timeZone })
    return splits.map((second) => {
      const date = new Date(second * 1_000)
      // Among hours, midnight is where the reader looks for the day.
      return step < daySeconds && isMidnight(date, model.timeZone)
        ? formatTickDay(date, model.timeZone)
        : format.format(date)
    })
  }
  const formatValues: uPlot.Axis.DynamicValues = (_plot, splits, _axis, _space, step) =>
    splits.map((value) => formatNumber(value, tickDigits(step)))
  return [
    { ...look, values: formatTimes, space: 80, size: 32 },
    { ...look, values: formatValues, space: 36, size: valueAxisWidth },
  ]
}

function plotOptions(
  model: TrendModel,
  current: () => TrendModel,
  token: (name: string) => string,
  width: number,
  height: number,
) {
  const series = model.lines.map((line): uPlot.Series => {
    const { colour, width: lineWidth, dash } = lineStyles[line.role]
    const look: uPlot.Series = { stroke: token(colour), width: lineWidth, dash, spanGaps: false }
    if (model.isStepped) return { ...look, paths: steppedPath, points: { show: false } }
    // Dots say where a value was taken; plan and potential were taken nowhere.
    return line.role === 'actual' ? look : { ...look, points: { show: false } }
  })
  return {
    width,
    height,
    // Half of the longest time at the right end, `Sept 2026`: the automatic padding cuts it.
    padding: [8, 32, 0, 0],
    legend: { show: false },
    tzDate: (second) => uPlot.tzDate(new Date(second * 1_000), model.timeZone),
    cursor: { sync: { key: crossHairKey }, points: { show: !model.isStepped }, drag: { x: true, y: false } },
    scales: { x: { time: true }, y: { range: valueRange(current) } },
    axes: axes(model, token),
    series: [{}, ...series],
    hooks: {
      drawClear: [
        (plot) => {
          drawSpans(plot, current(), token('--warning-edge'))
          drawMissing(plot, current(), token('--hatch'))
          drawBand(plot, current(), token(lineStyles.forecast.colour))
        },
      ],
    },
  } satisfies uPlot.Options
}

/** Draws a trend into `host`. `onPoint` hears the index under the cross-hair, null when it leaves. Colours are those of the theme at this moment. */
export function createTrendPlot(
  host: HTMLElement,
  model: TrendModel,
  height: number,
  onPoint: (index: number | null) => void,
): TrendPlot {
  let current = model
  const styles = getComputedStyle(host)
  const token = (name: string): string => styles.getPropertyValue(name).trim()
  const options = plotOptions(model, () => current, token, host.clientWidth, height)
  const hearCursor = (plot: uPlot): void => {
    const index = plot.cursor.idx ?? null
    // The point behind the last period has no values: it only closes that period.
    onPoint(index === null ? null : Math.min(index, current.at.length - 1))
  }
  const plot = new uPlot(
    { ...options, hooks: { ...options.hooks, setCursor: [hearCursor] } },
    toPlotColumns(model),
    host,
  )
  let isZoomed = false
  plot.over.addEventListener('dblclick', () => (isZoomed = false))
  plot.over.addEventListener('mouseup', () => (isZoomed ||= plot.select.width > 0))
  return {
    update(next) {
      current = next
      plot.setData(toPlotColumns(next), !isZoomed)
      if (isZoomed) plot.redraw()
    },
    resize(width) {
      if (width > 0 && width !== plot.width) plot.setSize({ width, height })
    },
    point(index) {
      const time = plot.data[0][index]
      if (time !== undefined) plot.setCursor({ left: plot.valToPos(time, 'x'), top: 0 })
    },
    zoomOut() {
      isZoomed = false
      plot.setData(plot.data, true)
    },
    destroy() {
      plot.destroy()
    },
  }
}
