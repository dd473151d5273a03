import { describe, expect, it } from 'vitest'
import { collect, pagesScript, withSite } from './test-site.ts'

const request = { days: { from: '2024-03-01', to: '2024-04-01' } }
const signal = new AbortController().signal

const event = (overrides: Record<string, unknown> = {}) => ({
  eventNo: 1001,
  objectId: 'W1',
  start: '2024-03-13T10:00:00',
  end: '2024-03-13T16:30:00',
  reasonLevel1: 'PRO',
  reasonText: 'Compressor trip',
  scheduled: 'N',
  parentEventNo: null,
  lossShare: 1,
  revision: 1,
  updatedAt: '2024-03-13T17:00:00',
  ...overrides,
})
const deferments = (...rows: unknown[]) =>
  withSite(pagesScript([rows]), (source) => collect(source.production.readDeferments(request, signal)))

describe('readDeferments', () => {
  it('gives an event in UTC with its category', async () => {
    const { rows, updatedTo } = await deferments(event())
    expect(rows).toEqual([
      {
        eventId: '1001',
        objectId: 'W1',
        start: new Date('2024-03-13T09:00:00Z'),
        end: new Date('2024-03-13T15:30:00Z'),
        category: 'process',
        reason: 'Compressor trip',
        planned: false,
        parentEventId: null,
        lossShare: 1,
      },
    ])
    expect(updatedTo).toEqual(new Date('2024-03-13T16:00:00Z'))
  })

  it.each([
    ['an event that runs', { end: null }, { end: null }],
    [
      'an event of a code that is not mapped',
      { reasonLevel1: 'ZZ' },
      { category: 'unclassified', reason: 'Compressor trip' },
    ],
    ['an event without a reason', { reasonText: null }, { reason: 'PRO' }],
    ['an event without any reason', { reasonText: null, reasonLevel1: null }, { reason: 'unclassified' }],
    ['a child of a group', { parentEventNo: 1000 }, { parentEventId: '1000' }],
    ['an event without a loss, which shut its object in', { lossShare: null }, { lossShare: 1 }],
    ['a reduced rate', { lossShare: '0.4' }, { lossShare: 0.4 }],
    ['a planned event', { scheduled: true }, { planned: true }],
    ['another planned event', { scheduled: 'yes' }, { planned: true }],
    ['an event that says nothing of a plan', { scheduled: null }, { planned: false }],
  ])('takes %s', async (_what, overrides, expected) => {
    expect((await deferments(event(overrides))).rows).toMatchObject([expected])
  })

  it.each([
    ['ends before it starts', { end: '2024-03-13T09:00:00' }, 'invalid-event'],
    ['ends as it starts', { end: '2024-03-13T10:00:00' }, 'invalid-event'],
    ['has a start that is no time', { start: 'yesterday' }, 'invalid-event'],
    ['has an end that is no time', { end: 'later' }, 'invalid-event'],
    ['names no object', { objectId: null }, 'unmapped-node'],
    ['has no number', { eventNo: null }, 'wrong-shape'],
    ['loses more than all', { lossShare: 1.2 }, 'invalid-value'],
    ['is planned perhaps', { scheduled: 'perhaps' }, 'invalid-event'],
  ])('refuses an event that %s', async (_what, overrides, reason) => {
    const { rows, refused } = await deferments(event(overrides))
    expect([rows, refused.map((refusal) => refusal.reason)]).toEqual([[], [reason]])
  })

  it('takes the newest of two versions of an event, and refuses two that contradict each other', async () => {
    expect((await deferments(event(), event({ revision: 2, lossShare: 0.5 }))).rows).toMatchObject([{ lossShare: 0.5 }])
    expect((await deferments(event(), event({ lossShare: 0.5 }))).refused).toMatchObject([
      { key: '1001', reason: 'ambiguous' },
    ])
  })
})

const test = (overrides: Record<string, unknown> = {}) => ({
  testNo: 'T-7',
  objectId: 'W1',
  start: '2024-03-10T08:00:00',
  end: '2024-03-10T20:00:00',
  testStatus: 'ACCEPTED',
  validFrom: '2024-03-11',
  oilRate: 10,
  updatedAt: '2024-03-12T09:00:00',
  ...overrides,
})
const tests = (...rows: unknown[]) =>
  withSite(pagesScript([rows]), (source) => collect(source.production.readWellTests(request, signal)))

describe('readWellTests', () => {
  it('gives a test with its rates per day, and null for what was not measured', async () => {
    expect((await tests(test())).rows).toEqual([
      {
        testId: 'T-7',
        objectId: 'W1',
        start: new Date('2024-03-10T07:00:00Z'),
        end: new Date('2024-03-10T19:00:00Z'),
        status: 'accepted',
        validFrom: '2024-03-11',
        oilRate: 240,
        gasRate: null,
        waterRate: null,
        choke: null,
        wellheadPressure: null,
      },
    ])
    expect((await tests(test({ oilRate: null }))).rows).toMatchObject([{ oilRate: null }])
  })

  it.each([
    ['has no end', { end: null }, 'invalid-event'],
    ['has a status that is not mapped', { testStatus: 'MAYBE' }, 'wrong-shape'],
    ['has a rate that is no number', { oilRate: 'high' }, 'invalid-value'],
    ['is valid from a time that is no day', { validFrom: '2024-03-11T06:00:00' }, 'invalid-day'],
    ['names no object', { objectId: '' }, 'unmapped-node'],
    ['has no number', { testNo: null }, 'wrong-shape'],
  ])('refuses a test that %s', async (_what, overrides, reason) => {
    const { rows, refused } = await tests(test(overrides))
    expect([rows, refused.map((refusal) => refusal.reason)]).toEqual([[], [reason]])
  })
})
