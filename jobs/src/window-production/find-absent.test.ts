import { describe, expect, it } from 'vitest'
import { SeenRows } from '../ingest/seen-rows.ts'
import { findAbsent, type StandingRow } from './find-absent.ts'

const standing = (count: number, more: Partial<StandingRow> = {}): StandingRow[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `W${index}/day/2026-03-01/oil_production/allocated`,
    objectId: `W${index}`,
    day: '2026-03-01',
    group: 'allocated figures by day',
    ...more,
  }))

const refusal = { dataset: 'wellDay', key: 'x', reason: 'invalid-value', message: 'unreadable', row: {} } as const

function seenOf(rows: readonly StandingRow[]): SeenRows {
  const seen = new SeenRows()
  for (const { key } of rows) seen.take(key)
  return seen
}

describe('what is gone from a source', () => {
  it('is what stands here and did not come', () => {
    const rows = standing(3)
    expect(findAbsent(rows, seenOf(rows.slice(1)))).toEqual({ absent: rows.slice(0, 1), losses: [], untold: 0 })
  })

  it('is nothing of an object and day of which a row was refused', () => {
    const rows = standing(3)
    const seen = new SeenRows()
    seen.refuse([{ ...refusal, subject: { objectId: 'W0', day: '2026-03-01' } }])
    seen.refuse([{ ...refusal, subject: { objectId: 'W1', day: '2026-03-02' } }])
    expect(findAbsent(rows, seen).absent.map(({ objectId }) => objectId)).toEqual(['W1', 'W2'])
  })

  it('is nothing of an object of which a row was refused whose day can’t be told', () => {
    const seen = new SeenRows()
    seen.refuse([{ ...refusal, subject: { objectId: 'W0', day: null } }])
    expect(findAbsent(standing(2), seen).absent.map(({ objectId }) => objectId)).toEqual(['W1'])
  })

  it('is in doubt while a refused row says nothing of what it is about', () => {
    const seen = new SeenRows()
    seen.refuse([refusal])
    expect(findAbsent(standing(2), seen).untold).toBe(1)
    expect(findAbsent([], seen).untold).toBe(0)
  })

  it('is no event that was refused by its own number, and others are in no doubt for it', () => {
    const [event, other] = standing(2)
    if (event === undefined || other === undefined) throw new Error('there are two')
    const seen = new SeenRows()
    seen.refuse([{ ...refusal, key: event.key }])
    expect(findAbsent([event, other], seen)).toEqual({ absent: [other], losses: [], untold: 0 })
  })

  it('is too much at once above half of a group, which is told with its figures', () => {
    const rows = standing(60)
    expect(findAbsent(rows, seenOf(rows.slice(30))).losses).toEqual([])
    expect(findAbsent(rows, seenOf(rows.slice(31))).losses).toEqual([
      { group: 'allocated figures by day', standing: 60, absent: 31 },
    ])
  })

  it('is never too much for a handful, be it all there was', () => {
    expect(findAbsent(standing(20), new SeenRows()).losses).toEqual([])
    expect(findAbsent(standing(21), new SeenRows()).losses).toHaveLength(1)
  })

  it('is too much for a group of its own, whatever stands beside it', () => {
    const plan = standing(25, { group: 'plan figures by day' })
    const rest = standing(500)
    expect(findAbsent([...plan, ...rest], seenOf(rest)).losses).toEqual([])
    const named = plan.map((row) => ({ ...row, key: `plan ${row.key}` }))
    expect(findAbsent([...named, ...rest], seenOf(rest)).losses.map(({ group }) => group)).toEqual([
      'plan figures by day',
    ])
  })
})
