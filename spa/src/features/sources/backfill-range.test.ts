import { backfillDaysMax } from '@tieback/contracts'
import { addDays } from '@tieback/domain'
import { describe, expect, it } from 'vitest'
import { defaultFields, parseBackfill } from './backfill-range.ts'

const today = '2026-11-20'

describe('a span of days to read again', () => {
  it('includes its first day and excludes its second', () => {
    expect(parseBackfill({ from: '2026-11-10', to: '2026-11-17' }, today)).toEqual({
      fault: null,
      from: '2026-11-10',
      to: '2026-11-17',
      lastDay: '2026-11-16',
      days: 7,
    })
  })

  it('is offered as the seven days that are over', () => {
    expect(parseBackfill(defaultFields(today), today)).toMatchObject({ days: 7, lastDay: '2026-11-19' })
  })

  it.each([
    ['', '2026-11-17'],
    ['2026-11-10', ''],
    ['2026-11', '2026-11-17'],
    ['2026-02-30', '2026-11-17'],
  ])('from %j to %j is not complete', (from, to) => {
    expect(parseBackfill({ from, to }, today)).toEqual({ fault: 'incomplete' })
  })

  it.each(['2026-11-17', '2026-11-18'])('to 17 November from %s holds no day', (from) => {
    expect(parseBackfill({ from, to: '2026-11-17' }, today)).toEqual({ fault: 'empty' })
  })

  it('may be as long as the API allows, and no longer', () => {
    const from = addDays(today, -backfillDaysMax)
    expect(parseBackfill({ from, to: today }, today)).toMatchObject({ fault: null, days: backfillDaysMax })
    expect(parseBackfill({ from: addDays(from, -1), to: today }, today)).toEqual({ fault: 'too-long' })
  })

  it('may hold the day that runs now, and none that has not begun', () => {
    expect(parseBackfill({ from: '2026-11-19', to: '2026-11-21' }, today)).toMatchObject({ lastDay: today })
    expect(parseBackfill({ from: '2026-11-19', to: '2026-11-22' }, today)).toEqual({ fault: 'in-the-future' })
  })
})
