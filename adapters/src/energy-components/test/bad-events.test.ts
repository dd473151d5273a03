import { deferByWell } from '@tieback/domain'
import { describe, expect, it } from 'vitest'
import type { ProductionRequest } from '../../port.ts'
import { collect, pagesScript, withSite } from './test-site.ts'

const signal = new AbortController().signal
const march: ProductionRequest = { days: { from: '2024-03-01', to: '2024-04-01' } }
const readEvents = (...rows: unknown[]) =>
  withSite(pagesScript([rows]), (source) => collect(source.production.readDeferments(march, signal)))

const event = (overrides: Record<string, unknown> = {}) => ({
  eventNo: 'D-1',
  objectId: 'W1',
  start: '2024-03-13T10:00:00',
  end: '2024-03-13T16:00:00',
  reasonLevel1: 'PRO',
  reasonText: null,
  scheduled: 'N',
  parentEventNo: null,
  lossShare: 1,
  revision: 1,
  updatedAt: '2024-03-13T17:00:00',
  ...overrides,
})

// The rows of the table of bad input seen in practice that are about events, in its words.
describe('bad input', () => {
  describe('endDate < daytime, or event overlapping itself', () => {
    it.each([
      ['ends before it starts', [event({ end: '2024-03-13T09:00:00' })], "doesn't end after it starts"],
      [
        'is there twice at times that meet',
        [event(), event({ start: '2024-03-13T15:00:00', end: '2024-03-13T18:00:00' })],
        'overlaps itself',
      ],
      [
        'is there twice, once without an end',
        [event(), event({ start: '2024-03-13T15:00:00', end: null })],
        'overlaps itself',
      ],
      ['is its own parent', [event({ parentEventNo: 'D-1' })], 'its own parent'],
    ])('refuses an event that %s, with the reason', async (_what, rows, reason) => {
      const read = await readEvents(...rows)
      expect(read.rows).toEqual([])
      expect(read.refused).toMatchObject([
        { key: 'D-1', reason: 'invalid-event', subject: { objectId: 'W1', day: '2024-03-13' } },
      ])
      expect(read.refused[0]?.message).toContain(reason)
    })

    it('calls two rows of one event at times that don’t meet ambiguous, on no day that could be told', async () => {
      const later = event({ start: '2024-03-14T10:00:00', end: '2024-03-14T12:00:00' })
      const { refused } = await readEvents(event(), later)
      expect(refused).toMatchObject([{ reason: 'ambiguous', subject: { objectId: 'W1', day: null } }])
    })

    it.each([
      ['2024-03-14T05:59:00', '2024-03-13'],
      ['2024-03-14T06:00:00', '2024-03-14'],
      ['soon', null],
    ])('says of which production day a refused event is that starts at %s', async (start, day) => {
      const { refused } = await readEvents(event({ start, end: '2024-03-01T00:00:00' }))
      expect(refused).toMatchObject([{ reason: 'invalid-event', subject: { objectId: 'W1', day } }])
    })
  })

  it('deferment parent and children summed', async () => {
    const group = event({ eventNo: 'G', objectId: 'F1' })
    const children = ['W1', 'W2'].map((objectId) => event({ eventNo: `G-${objectId}`, objectId, parentEventNo: 'G' }))
    const { rows } = await readEvents(group, ...children)
    const events = rows.map((one) => ({ ...one, nodeId: one.objectId }))
    const span = { start: new Date('2024-03-13T05:00:00Z'), end: new Date('2024-03-14T05:00:00Z') }
    const days = ['W1', 'W2'].map((wellId) => ({ wellId, above: ['F1'], day: '2024-03-13', potential: 240, ...span }))
    expect(deferByWell(events, days, span.end).map(({ eventId, deferred }) => [eventId, deferred])).toEqual([
      ['G-W1', 60],
      ['G-W2', 60],
    ])
  })
})
