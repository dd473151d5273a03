import type { WaterfallBar } from '@tieback/contracts'
import { gapWaterfall } from '@tieback/domain'
import { describe, expect, it } from 'vitest'
import { closureError, layoutWaterfall } from './waterfall-layout.ts'

const bars = gapWaterfall({
  potential: 100,
  plan: 90,
  actual: 70,
  deferments: [
    { eventId: 'a', category: 'wells', planned: true, deferred: 4 },
    { eventId: 'b', category: 'process', planned: false, deferred: 12 },
  ],
})

const placed = (list: readonly WaterfallBar[]) =>
  Object.fromEntries(
    layoutWaterfall(list).bars.map(({ bar, left, width }) => [bar.key, { left, width, right: left + width }]),
  )

describe('a waterfall', () => {
  it('hands each step on where the last one ended', () => {
    const at = placed(bars)
    expect(at['planned:wells']?.right).toBeCloseTo(1)
    expect(at['plan-allowance']?.right).toBeCloseTo(at['planned:wells']?.left ?? NaN)
    expect(at['plan']?.right).toBeCloseTo(at['plan-allowance']?.left ?? NaN)
    expect(at['unplanned:process']?.right).toBeCloseTo(at['plan']?.right ?? NaN)
    expect(at['unexplained']?.left).toBeCloseTo(at['actual']?.right ?? NaN)
  })

  it('keeps widths in proportion to values', () => {
    const at = placed(bars)
    expect((at['unplanned:process']?.width ?? 0) / (at['planned:wells']?.width ?? 1)).toBeCloseTo(3)
  })

  it('cuts the axis where all happens high above zero, and says where it starts', () => {
    const { axisStart, axisEnd } = layoutWaterfall(bars)
    expect(axisStart).toBeCloseTo(65.5)
    expect(axisEnd).toBe(100)
  })

  it('starts at zero where losses are large, and below it where a step leads below', () => {
    expect(layoutWaterfall(gapWaterfall({ potential: 100, plan: 90, actual: 0, deferments: [] })).axisStart).toBe(0)
    const negative = gapWaterfall({ potential: 10, plan: 10, actual: -2, deferments: [] })
    expect(layoutWaterfall(negative).axisStart).toBe(-2)
  })

  it('draws a gain over plan to the right', () => {
    const at = placed(gapWaterfall({ potential: 100, plan: 80, actual: 95, deferments: [] }))
    expect(at['unexplained']?.left).toBeCloseTo(at['plan']?.right ?? NaN)
    expect(at['unexplained']?.width).toBeGreaterThan(0)
  })

  it('stays inside its box for an idle node and for nothing at all', () => {
    const idle = layoutWaterfall(gapWaterfall({ potential: 0, plan: 0, actual: 0, deferments: [] }))
    for (const { left, width } of idle.bars) expect([left, width]).toEqual([0, 0])
    expect(layoutWaterfall([]).bars).toEqual([])
  })

  it('closes, and notices when it does not', () => {
    expect(closureError(bars)).toBeCloseTo(0, 9)
    expect(closureError(bars.filter((bar) => bar.key !== 'unexplained'))).toBeCloseTo(8)
    expect(closureError([])).toBe(0)
  })
})
