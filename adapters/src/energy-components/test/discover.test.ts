import { describe, expect, it } from 'vitest'
import { pagesScript, testMapping, withSite } from './test-site.ts'

const signal = new AbortController().signal
const well = (overrides: Record<string, unknown> = {}) => ({
  objectId: 'W1',
  objectCode: 'A-01',
  name: 'A-01',
  facilityId: 'F1',
  startDay: '2020-01-01',
  endDay: null,
  wellType: 'OP',
  reservoir: 'Upper',
  ...overrides,
})
const discover = (...rows: unknown[]) => withSite(pagesScript([rows]), (source) => source.discover(signal))

describe('discover', () => {
  it('gives each version of an object under its id, with the calendar of the site', async () => {
    const { nodes, calendar } = await discover(
      well({ endDay: '2024-03-01T00:00:00' }),
      well({ startDay: '2024-03-01', objectCode: 'A-1', facilityId: 'F2' }),
    )
    expect(
      nodes.map(({ objectId, code, parentObjectId, validFrom, validTo }) => [
        objectId,
        code,
        parentObjectId,
        validFrom,
        validTo,
      ]),
    ).toEqual([
      ['W1', 'A-01', 'F1', '2020-01-01', '2024-03-01'],
      ['W1', 'A-1', 'F2', '2024-03-01', null],
    ])
    expect(nodes[0]).toMatchObject({
      kind: 'well',
      name: 'A-01',
      wellType: 'oil-producer',
      attributes: { reservoir: 'Upper' },
    })
    expect(calendar).toEqual({ id: 'site', rules: [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }] })
  })

  it('keeps a well whose type is not mapped, and leaves empty attributes out', async () => {
    expect((await discover(well({ wellType: 'GASLIFT', reservoir: null }))).nodes).toMatchObject([
      { wellType: 'other', attributes: {} },
    ])
  })

  it.each([
    ['has no id', { objectId: '' }, 'wrong-shape'],
    ['has no name', { name: null }, 'wrong-shape'],
    ['starts on something that is no day', { startDay: 'once' }, 'invalid-day'],
    ['ends before it starts', { endDay: '2019-12-31' }, 'invalid-day'],
    ['ends as it starts', { endDay: '2020-01-01' }, 'invalid-day'],
  ])('refuses an object that %s', async (_what, overrides, reason) => {
    const { nodes, refused } = await discover(well(overrides))
    expect([nodes, refused.map((refusal) => refusal.reason)]).toEqual([[], [reason]])
  })
})

describe('check', () => {
  it('asks for one row of the first class, and tells a column that is gone', async () => {
    await withSite(pagesScript([[well()]]), async (source, server) => {
      expect(await source.check(signal)).toEqual({ product: 'Energy Components', version: null })
      expect(server.requests.map(({ path, query }) => `${path} ${query.toString()}`)).toEqual([
        '/api/v1/classes/well/rows pageSize=1',
      ])
    })
    const attempt = withSite(pagesScript([[{ objectId: 'W1' }]]), (source) => source.check(signal))
    await expect(attempt).rejects.toMatchObject({
      code: 'bad_payload',
      message: expect.stringContaining('name') as string,
    })
  })

  it('sends no request before it is asked to', async () => {
    const requests = await withSite(
      pagesScript([[]]),
      async (source, server) => {
        await source.close()
        return server.requests.length
      },
      testMapping(),
    )
    expect(requests).toBe(0)
  })
})
