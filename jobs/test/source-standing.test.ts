import { SourceError, type WireShape } from '@tieback/adapters'
import { listQuarantine, type QuarantineRow } from '@tieback/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backfillHourly, ingestHourly, ingestSamples } from '../src/index.ts'
import { type HistorianSite, startHistorianSite } from './fake-historian.ts'

const { signal } = new AbortController()

describe('how a historian stands', () => {
  let site: HistorianSite

  beforeEach(async () => {
    site = await startHistorianSite(new Date('2026-03-31T09:00:00.000Z'))
    site.historian.addSeries('A')
    await site.discover()
  })
  afterEach(() => site.dispose())

  const openQuarantine = async (): Promise<QuarantineRow[]> =>
    (await listQuarantine(site.database.pool, { sourceId: 'historian', isResolved: false, limit: 50, cursor: null }))
      .rows

  async function stateOf(): Promise<unknown> {
    const query = 'select status, message from source_state order by known_from desc limit 1'
    return (await site.database.pool.query(query)).rows[0]
  }

  describe('when rows look otherwise than before', () => {
    const shape = (fields: WireShape['fields']): WireShape => ({ dataset: 'recorded', fields })
    const read = async (...shapes: WireShape[]): Promise<void> => {
      site.historian.shapes = shapes
      site.advance(5)
      await ingestSamples(site.context, 'historian', signal)
    }

    it('tells of each dataset the newest change alone, for an hour', async () => {
      const other = (fields: WireShape['fields']): WireShape => ({ dataset: 'summary', fields })
      await read(shape({ Value: 'number', Good: 'boolean' }), other({ Type: 'string' }))
      await read(shape({ Value: 'string', Good: 'boolean' }))
      await read(shape({ Value: 'string', Flag: 'number' }), other({ Type: 'number' }))
      const told = 'Drift: recorded.Flag: new, recorded.Good: gone, summary.Type: string → number.'
      expect(await stateOf()).toEqual({ status: 'ok', message: told })
      site.advance(3_600 - 5)
      await ingestSamples(site.context, 'historian', signal)
      expect(await stateOf()).toEqual({ status: 'ok', message: told })
      site.advance(10)
      await ingestSamples(site.context, 'historian', signal)
      expect(await stateOf()).toEqual({ status: 'ok', message: null })
    })
  })

  describe('when the source refuses series', () => {
    beforeEach(async () => {
      site.historian.addSeries('B')
      await site.discover()
    })
    const readOn = async (): Promise<void> => {
      site.advance(60)
      for (const key of ['A', 'B']) site.historian.fill(key, new Date('2026-03-31T08:00:00Z'), site.now(), 60)
      await ingestSamples(site.context, 'historian', signal)
    }
    const openKeys = async (): Promise<string[]> => (await openQuarantine()).map(({ key }) => key).toSorted()

    it('lets go of a series once it has been read again, and keeps the others', async () => {
      for (const key of ['A', 'B']) site.historian.refused.add(key)
      await readOn()
      expect(await openKeys()).toEqual(['A', 'B'])
      site.historian.refused.delete('A')
      await readOn()
      expect(await openKeys()).toEqual(['B'])
      site.historian.refused.delete('B')
      site.invalidated.length = 0
      await readOn()
      expect(await openKeys()).toEqual([])
      expect(site.invalidated).toContain('sources')
    })

    it('keeps a series that is read, and whose hours are refused', async () => {
      await readOn()
      await ingestHourly(site.context, 'historian', signal)
      site.historian.refused.add('A')
      site.advance(3_600)
      await ingestHourly(site.context, 'historian', signal)
      site.historian.refused.delete('A')
      await readOn()
      expect(await openKeys()).toEqual(['A'])
      site.advance(3_600)
      await ingestHourly(site.context, 'historian', signal)
      await readOn()
      expect(await openKeys()).toEqual([])
    })

    it('lags with a reason while none can be read, whatever else succeeds', async () => {
      for (const key of ['A', 'B']) site.historian.refused.add(key)
      await readOn()
      const lagging = {
        status: 'lagging',
        message: "None of its 2 series can be read: see its quarantine. A can't be read.",
      }
      expect(await stateOf()).toEqual(lagging)
      await site.discover()
      expect(await stateOf()).toEqual(lagging)
      site.historian.refused.delete('B')
      await readOn()
      expect(await stateOf()).toEqual({ status: 'ok', message: null })
    })
  })

  describe('when what is read beside the live front fails', () => {
    const fail = (code: 'unavailable' | 'bad_payload'): void => {
      site.historian.failsAfterPages = 0
      site.historian.failure = new SourceError(code, 'historian', 'The archive is away.')
    }
    const mend = (): void => {
      site.historian.failsAfterPages = null
    }
    beforeEach(async () => {
      site.historian.fill('A', new Date('2026-03-30T00:00:00Z'), site.now(), 600)
      await ingestHourly(site.context, 'historian', signal)
      await ingestSamples(site.context, 'historian', signal)
    })

    it('leaves it to the live front to say that nobody answers', async () => {
      fail('unavailable')
      await expect(backfillHourly(site.context, 'historian', signal)).rejects.toThrow('The archive is away.')
      expect(await stateOf()).toMatchObject({ status: 'ok' })
    })

    it('is down where a payload can’t be read, until the same can be read at the front', async () => {
      fail('bad_payload')
      await expect(backfillHourly(site.context, 'historian', signal)).rejects.toThrow('The archive is away.')
      expect(await stateOf()).toMatchObject({ status: 'down' })
      mend()
      site.advance(60)
      await ingestSamples(site.context, 'historian', signal)
      expect(await stateOf()).toMatchObject({ status: 'down' })
      site.advance(3_600)
      await ingestHourly(site.context, 'historian', signal)
      expect(await stateOf()).toMatchObject({ status: 'ok' })
    })
  })
})
