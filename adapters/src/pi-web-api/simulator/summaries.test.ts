import type { Tag } from '@tieback/sim'
import { describe, expect, it } from 'vitest'
import type { Trace } from './archive.ts'
import { summarise, type SummaryRequest, type SummaryType } from './summaries.ts'

const minute = 60_000
const linear: Tag = {
  id: 1,
  createdMs: 0,
  owner: { level: 'well', index: 0 },
  sort: {
    measurand: 'oil-rate',
    suffix: 'OIL_RATE',
    descriptor: '',
    unit: 'Sm3/d',
    perUnit: 1,
    span: 100,
    isStep: false,
    pointType: 'Float64',
    noise: [0, 0],
  },
}
const step: Tag = { ...linear, sort: { ...linear.sort, isStep: true } }
const digital: Tag = { ...linear, sort: { ...linear.sort, isStep: true, pointType: 'Digital' } }

/** Events at minutes; null is a state. */
function trace(...events: [minute: number, value: number | null][]): Trace {
  return {
    at: Float64Array.from(events, ([at]) => at * minute),
    value: Float64Array.from(events, ([, value]) => value ?? Number.NaN),
    events: [],
  }
}

function statistics(tag: Tag, of: Trace, change: Partial<SummaryRequest> = {}) {
  const request: SummaryRequest = {
    startMs: 0,
    endMs: 60 * minute,
    stepMs: null,
    types: ['Average', 'Minimum', 'Maximum', 'PercentGood', 'Count', 'Total'],
    basis: 'TimeWeighted',
    timeType: 'EarliestTime',
    nowMs: 1e12,
    ...change,
  }
  return summarise(tag, of, request)
}

const valueOf = (items: ReturnType<typeof statistics>, type: SummaryType) =>
  items.filter((item) => item.Type === type).map((item) => item.Value.Value)

describe('summaries', () => {
  it('integrate along the line between events', () => {
    const items = statistics(linear, trace([-30, 0], [30, 60], [90, 0]))
    expect(valueOf(items, 'Average')).toEqual([45])
    expect(valueOf(items, 'Minimum')).toEqual([30])
    expect(valueOf(items, 'Maximum')).toEqual([60])
    expect(valueOf(items, 'PercentGood')).toEqual([100])
    expect(valueOf(items, 'Count')).toEqual([3_600])
  })

  it('hold the last value of a stepped point', () => {
    const items = statistics(step, trace([-30, 10], [45, 30], [90, 0]))
    expect(valueOf(items, 'Average')).toEqual([15])
    expect(valueOf(items, 'Maximum')).toEqual([30])
  })

  it('take a total as if the unit were per day', () => {
    expect(valueOf(statistics(step, trace([-1, 240], [61, 240])), 'Total')).toEqual([10])
  })

  it('leave bad time out, say how much was good, and scale the total up', () => {
    const items = statistics(step, trace([-1, 240], [15, null], [45, 240], [61, 240]))
    expect(valueOf(items, 'PercentGood')).toEqual([50])
    expect(valueOf(items, 'Count')).toEqual([1_800])
    expect(valueOf(items, 'Average')).toEqual([240])
    expect(valueOf(items, 'Total')).toEqual([10])
  })

  it('hold the last good value towards a state', () => {
    expect(valueOf(statistics(linear, trace([-1, 5], [30, null], [61, 9])), 'Average')).toEqual([5])
  })

  it('give a state and 0 % where nothing is good', () => {
    const items = statistics(linear, trace([-1, null], [61, 3]))
    expect(valueOf(items, 'PercentGood')).toEqual([0])
    expect(valueOf(items, 'Count')).toEqual([0])
    expect(valueOf(items, 'Average')).toEqual([{ Name: 'No Data', Value: 248, IsSystem: true }])
    expect(items.find(({ Type }) => Type === 'Average')?.Value.Good).toBe(false)
  })

  it('count time to come as bad', () => {
    const items = statistics(step, trace([-1, 7]), { nowMs: 15 * minute })
    expect(valueOf(items, 'PercentGood')).toEqual([25])
    expect(valueOf(items, 'Average')).toEqual([7])
  })

  it('step through the range, the last interval as short as it has to be', () => {
    const items = statistics(linear, trace([0, 0], [60, 60]), { stepMs: 25 * minute, types: ['Average', 'Count'] })
    expect(valueOf(items, 'Average')).toEqual([12.5, 37.5, 55])
    expect(valueOf(items, 'Count')).toEqual([1_500, 1_500, 600])
    expect(items[2]?.Value.Timestamp).toBe('1970-01-01T00:25:00Z')
  })

  it('stamp extremes with when they occurred, unless all are to be laid side by side', () => {
    const of = trace([0, 0], [30, 60], [60, 10])
    const maximum = (timeType: SummaryRequest['timeType']) =>
      statistics(linear, of, { timeType, types: ['Maximum'] })[0]?.Value.Timestamp
    expect(maximum('Auto')).toBe('1970-01-01T00:30:00Z')
    expect(maximum('EarliestTime')).toBe('1970-01-01T00:00:00Z')
    expect(maximum('MostRecentTime')).toBe('1970-01-01T01:00:00Z')
  })

  it('weigh events alike when asked to', () => {
    const items = statistics(linear, trace([-1, 100], [1, 1], [2, 2], [3, null], [50, 9]), { basis: 'EventWeighted' })
    expect(valueOf(items, 'Average')).toEqual([4])
    expect(valueOf(items, 'Count')).toEqual([3])
    expect(valueOf(items, 'Total')).toEqual([12])
    expect(valueOf(items, 'PercentGood')).toEqual([75])
  })

  it('spread: range and deviation of a ramp', () => {
    const items = statistics(linear, trace([0, 0], [60, 60]), { types: ['Range', 'StdDev'] })
    expect(valueOf(items, 'Range')).toEqual([60])
    expect(valueOf(items, 'StdDev')[0]).toBeCloseTo(60 / Math.sqrt(12), 9)
  })

  it('count a digital point’s time, and refuse to average it', () => {
    expect(valueOf(statistics(digital, trace([-1, 1]), { types: ['Count'] }), 'Count')).toEqual([3_600])
    expect(() => statistics(digital, trace([-1, 1]))).toThrow('non-numeric')
  })
})
