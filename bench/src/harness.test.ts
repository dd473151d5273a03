import { describe, expect, it } from 'vitest'
import { judge, measureInterleaved, parseBenchOptions, quantile, ratios, summarise, toMarkdown } from './harness.ts'

describe('the benchmark harness', () => {
  it('takes quantiles between neighbours by proportion', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5)
    expect(quantile([10, 20, 30], 0.25)).toBe(15)
    expect(quantile([7], 0.75)).toBe(7)
  })

  it('measures in turn and leaves the first rounds out', async () => {
    const order: string[] = []
    const contender = (name: string) => ({
      name,
      measure: () => {
        order.push(name)
        return Promise.resolve(order.length)
      },
    })
    const samples = await measureInterleaved([contender('a'), contender('b')], 2)
    expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'b'])
    expect(samples.get('a')).toEqual([7, 9])
    expect(samples.get('b')).toEqual([8, 10])
  })

  it('takes ratios round by round', () => {
    expect(ratios([2, 9], [1, 3])).toEqual([2, 3])
  })

  it('reports median and middle half, and a dash where nothing was asked', () => {
    const result = summarise([1, 2, 3, 4, 5], { metric: 'summary ÷ bare', unit: '×', better: 'lower', goal: 1.1 })
    expect(result).toMatchObject({ value: 3, iqr: [2, 4], floor: null, goal: 1.1 })
    expect(toMarkdown({ bench: 'http', rounds: 5, results: [result] })).toContain(
      '| summary ÷ bare | 3.00 × | 2.00 – 4.00 | — | 1.1 | missed |',
    )
  })

  it.each([
    [1.05, 'lower', 'goal'],
    [1.2, 'lower', 'floor'],
    [1.3, 'lower', 'missed'],
    [1.05, 'higher', 'missed'],
    [1.3, 'higher', 'floor'],
  ] as const)('judges %d, where %s is better, as %s', (value, better, verdict) => {
    const marks = better === 'lower' ? { floor: 1.25, goal: 1.1 } : { floor: 1.1, goal: 1.5 }
    expect(judge({ ...summarise([value], { metric: 'ratio', unit: '×', better, ...marks }) })).toBe(verdict)
  })

  it('takes less of everything on a quick run, and refuses a count that is none', () => {
    const usual = { rounds: 9, seconds: 60 }
    expect(parseBenchOptions(usual, [])).toMatchObject({ ...usual, isQuick: false, json: null })
    expect(parseBenchOptions(usual, ['--quick', '--seconds', '5'])).toMatchObject({ rounds: 1, seconds: 5 })
    expect(() => parseBenchOptions(usual, ['--rounds', '0'])).toThrow('--rounds takes a whole number')
  })
})
