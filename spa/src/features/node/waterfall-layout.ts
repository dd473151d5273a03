import type { WaterfallBar } from '@tieback/contracts'

/** A bar with its place on the axis, as shares 0..1 of the width. */
export interface PlacedBar {
  readonly bar: WaterfallBar
  readonly left: number
  readonly width: number
}

/** The waterfall drawn on one axis. */
export interface WaterfallLayout {
  readonly bars: readonly PlacedBar[]
  /** Value at the left edge. Above zero the total bars are cut off, and the axis has to say so. */
  readonly axisStart: number
  readonly axisEnd: number
}

// Losses of a few percent are hairs on an axis from zero. Where all happens in the upper part, the axis starts below it.
const cutFrom = 0.6
const cutMargin = 0.15

/** Places the bars; each that isn't a total starts where the one before it ended, as the answer has it. */
export function layoutWaterfall(bars: readonly WaterfallBar[]): WaterfallLayout {
  const levels = bars.flatMap(({ kind, start, end }) => (kind === 'total' ? [end] : [start, end]))
  const high = Math.max(0, ...levels)
  const low = Math.min(high, ...levels)
  const isCut = low > cutFrom * high
  const axisStart = isCut ? low - Math.max((high - low) * cutMargin, high * 0.01) : Math.min(0, low)
  const span = high - axisStart || 1
  const place = (value: number): number => Math.min(1, Math.max(0, (value - axisStart) / span))
  return {
    axisStart,
    axisEnd: high,
    bars: bars.map((bar) => {
      const [from, to] = [place(Math.min(bar.start, bar.end)), place(Math.max(bar.start, bar.end))]
      return { bar, left: from, width: to - from }
    }),
  }
}

/** How far the bars miss to close, which is 0 but for rounding: what leads from the first total to the last, less their difference. */
export function closureError(bars: readonly WaterfallBar[]): number {
  const totals = bars.filter((bar) => bar.kind === 'total')
  const moved = bars.reduce((sum, bar) => (bar.kind === 'total' ? sum : sum + bar.value), 0)
  return (totals[0]?.value ?? 0) + moved - (totals.at(-1)?.value ?? 0)
}
