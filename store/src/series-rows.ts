/** A half-open span of one series, in ms since 1970. */
export interface SeriesSpan {
  /** Place of the series in `SeriesRows.series`. */
  readonly series: number
  readonly fromMs: number
  readonly toMs: number
}

/**
 * Rows of several series, found again by key. A row begins with its series and its instant; where the table has an ordinal it comes
 * next. Keys are distinct.
 */
export class SeriesRows {
  /** Each series once; rows name theirs by its place here. */
  readonly series: readonly string[]
  /** Places of the rows in the order of their keys. */
  private readonly order: Int32Array
  private readonly seriesOf: Int32Array
  private readonly atMs: Float64Array
  private readonly ordinals: Int16Array
  /** Where in `order` the row comes that is likely to be asked for next: whoever asks in order needs no search. */
  private likely = 0

  /** seriesIds  series to be known even where no row is of them */
  constructor(rows: readonly (readonly unknown[])[], hasOrdinal: boolean, seriesIds: readonly string[] = []) {
    const numbers = new Map(seriesIds.map((id, number) => [id, number]))
    this.seriesOf = new Int32Array(rows.length)
    this.atMs = new Float64Array(rows.length)
    this.ordinals = new Int16Array(rows.length)
    for (let row = 0; row < rows.length; row += 1) {
      // Safe: encodeRows has held each value to its column's type.
      const [seriesId, at, ordinal] = rows[row] as [string, Date, number]
      let number = numbers.get(seriesId)
      if (number === undefined) numbers.set(seriesId, (number = numbers.size))
      this.seriesOf[row] = number
      this.atMs[row] = at.getTime()
      if (hasOrdinal) this.ordinals[row] = ordinal
    }
    this.series = [...numbers.keys()]
    this.order = Int32Array.from(rows.keys())
    if (!this.isOrdered()) this.order.sort((left, right) => this.compare(left, right))
  }

  /** What of each series the rows span, cut where two neighbours lie further apart than `gapMs`. */
  spans(gapMs: number): SeriesSpan[] {
    const spans: { series: number; fromMs: number; toMs: number }[] = []
    for (const row of this.order) {
      const series = this.seriesOf[row] as number
      const atMs = this.atMs[row] as number
      const open = spans.at(-1)
      if (open?.series === series && atMs - open.toMs <= gapMs) open.toMs = atMs + 1
      else spans.push({ series, fromMs: atMs, toMs: atMs + 1 })
    }
    return spans
  }

  /** The place of the row with this key; -1: there is none. */
  find(series: number, atMs: number, ordinal: number): number {
    const guessed = this.order[this.likely]
    if (guessed !== undefined && this.compareKey(guessed, series, atMs, ordinal) === 0) {
      this.likely += 1
      return guessed
    }
    let low = 0
    let high = this.order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.compareKey(this.order[middle] as number, series, atMs, ordinal) < 0) low = middle + 1
      else high = middle
    }
    const found = this.order[low]
    if (found === undefined || this.compareKey(found, series, atMs, ordinal) !== 0) return -1
    this.likely = low + 1
    return found
  }

  private isOrdered(): boolean {
    for (let row = 1; row < this.order.length; row += 1) if (this.compare(row - 1, row) > 0) return false
    return true
  }

  private compare(left: number, right: number): number {
    // Safe: both are places of rows.
    return this.compareKey(
      left,
      this.seriesOf[right] as number,
      this.atMs[right] as number,
      this.ordinals[right] as number,
    )
  }

  private compareKey(row: number, series: number, atMs: number, ordinal: number): number {
    return (
      (this.seriesOf[row] as number) - series ||
      (this.atMs[row] as number) - atMs ||
      (this.ordinals[row] as number) - ordinal
    )
  }
}
