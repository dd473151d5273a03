import { describe, expect, it } from 'vitest'
import {
  bandPieces,
  labelsAt,
  missingSpans,
  moveIndex,
  spanPieces,
  tickDigits,
  tickOptions,
  toPlotColumns,
  type TrendModel,
} from './trend-model.ts'

const day = (date: number) => `2026-10-${String(date)}T04:00:00.000Z`
const at = (date: number) => Date.parse(day(date)) / 1_000

const model: TrendModel = {
  at: [day(20), day(21), day(22), day(23)],
  end: day(24),
  isStepped: true,
  lines: [{ label: 'Allocated', role: 'actual', values: [10, null, null, 12] }],
  isMissing: [false, true, true, false],
  isFromZero: true,
  timeZone: 'Europe/Oslo',
}

describe('the columns of a plot', () => {
  it('give the last period its width and keep gaps', () => {
    expect(toPlotColumns(model)).toEqual([
      [at(20), at(21), at(22), at(23), at(24)],
      [10, null, null, 12, null],
    ])
  })

  it('add nothing after the last sample', () => {
    expect(toPlotColumns({ ...model, end: null })[0]).toEqual([at(20), at(21), at(22), at(23)])
  })
})

describe('missing stretches', () => {
  it('join neighbours and reach to the next point', () => {
    expect(missingSpans(model)).toEqual([{ start: at(21), end: at(23) }])
  })

  it('reach to the end of the last period', () => {
    expect(missingSpans({ ...model, isMissing: [true, false, false, true] })).toEqual([
      { start: at(20), end: at(21) },
      { start: at(23), end: at(24) },
    ])
  })

  it('have no width at the last sample, whose end nobody knows', () => {
    const spans = missingSpans({ ...model, end: null, isMissing: [false, false, false, true] })
    expect(spans).toEqual([{ start: at(23), end: at(23) }])
  })
})

describe('the axes', () => {
  it('print as many decimals as tell two ticks apart', () => {
    expect([5_000, 1, 0.5, 0.25, 0.1, 0.02].map(tickDigits)).toEqual([0, 0, 1, 1, 1, 2])
  })

  it('print hours, days, months or years by the distance of the ticks', () => {
    expect(Object.keys(tickOptions(10))).toContain('second')
    expect(Object.keys(tickOptions(3_600))).toEqual(['hour', 'minute', 'hourCycle'])
    expect(tickOptions(2 * 86_400)).toEqual({ day: 'numeric', month: 'short' })
    expect(tickOptions(31 * 86_400)).toEqual({ month: 'short', year: 'numeric' })
    expect(tickOptions(366 * 86_400)).toEqual({ year: 'numeric' })
  })
})

describe('arrow keys', () => {
  it('start at the newest point and stop at the ends', () => {
    expect(moveIndex('ArrowLeft', false, null, 30)).toBe(29)
    expect(moveIndex('ArrowLeft', false, 29, 30)).toBe(28)
    expect(moveIndex('ArrowRight', false, 29, 30)).toBe(29)
    expect(moveIndex('ArrowLeft', true, 5, 30)).toBe(0)
    expect(moveIndex('Home', false, 5, 30)).toBe(0)
    expect(moveIndex('End', false, 5, 30)).toBe(29)
  })

  it('leave other keys and empty trends alone', () => {
    expect(moveIndex('a', false, 5, 30)).toBeNull()
    expect(moveIndex('ArrowLeft', false, null, 0)).toBeNull()
  })
})

describe('a band', () => {
  it('holds from each point to the next, and is nowhere where nothing is expected', () => {
    const band = { label: 'P10–P90', low: [null, 5, null, 4], high: [null, 8, 9, 9] }
    const banded: TrendModel = { ...model, lines: [{ label: 'Forecast', role: 'forecast', values: [], band }] }
    expect(bandPieces(banded)).toEqual([
      { start: at(21), end: at(22), low: 5, high: 8 },
      { start: at(23), end: at(24), low: 4, high: 9 },
    ])
    expect(bandPieces(model)).toEqual([])
  })
})

describe('stretches that something is said of', () => {
  const spans = [
    { from: day(20), to: day(22), label: 'frozen' },
    { from: day(21), to: null, label: 'out of range' },
  ]
  const doubted: TrendModel = { ...model, spans }

  it('are drawn over their length; one that goes on, to the end of the plot', () => {
    expect(spanPieces(doubted)).toEqual([
      { start: at(20), end: at(22) },
      { start: at(21), end: Infinity },
    ])
    expect(spanPieces(model)).toEqual([])
  })

  it('are said of the points from their start, which is included, to their end, which is not', () => {
    expect(labelsAt(doubted, 0)).toEqual(['frozen'])
    expect(labelsAt(doubted, 1)).toEqual(['frozen', 'out of range'])
    expect(labelsAt(doubted, 2)).toEqual(['out of range'])
    expect(labelsAt(doubted, 9)).toEqual([])
    expect(labelsAt(model, 0)).toEqual([])
  })
})
