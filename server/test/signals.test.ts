import { Problem, type Quantity, type Signal } from '@tieback/contracts'
import { nodeIdOf, withKnowledge, writeNodes, writeSamples, writeSignals } from '@tieback/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { idOf, namespace, now, oilSignalId, writeSmallField } from './small-field.ts'
import { startTestApp, type TestApp } from './test-app.ts'

interface Page {
  readonly data: { readonly signals: Signal[]; readonly nextCursor: string | null }
  readonly meta: { readonly sources: readonly { readonly id: string }[] }
}

describe('the list of series', () => {
  let server: TestApp
  let knownAt: Date

  beforeEach(async () => {
    server = await startTestApp()
    knownAt = await writeSmallField(server.pool)
  })
  afterEach(() => server.dispose())

  // Safe: the shape is checked against the contract by the route tests.
  const list = async (query = ''): Promise<Page> => (await server.get(`/api/v1/signals${query}`)).body as Page
  const keysOf = ({ data }: Page): string[] => data.signals.map(({ sourceKey }) => sourceKey)

  /** Series of a second source: a pressure and an oil rate of each well. */
  async function writeMore(): Promise<void> {
    const shared = { reference: null, basis: null, interpolation: 'linear', expectedPeriodS: null } as const
    const described = ['V-32', 'V-31'].flatMap((well) => [
      { well, quantity: 'wellhead_pressure' as Quantity, unit: 'bar' as const, basis: 'gauge' as const },
      { well, quantity: 'oil_production' as Quantity, unit: 'm3/d' as const, reference: 'metric' as const },
    ])
    await withKnowledge(server.pool, { sourceId: 'ec', runId: null, cause: 'test' }, (tx) =>
      writeSignals(
        tx,
        'ec',
        described.map(({ well, ...series }) => {
          const sourceKey = `${well} ${series.quantity}`
          return { ...shared, ...series, nodeId: idOf(well), sourceKey, name: sourceKey }
        }),
      ),
    )
  }

  it('gives each with its node, its own unit and the instant of its newest sample', async () => {
    const { data, meta } = await list()
    expect(data).toEqual({
      signals: [
        {
          id: oilSignalId,
          node: { id: idOf('V-31'), kind: 'well', name: 'V-31' },
          name: 'Oil rate',
          quantity: 'oil_production',
          unit: { unit: 'm3/d', reference: 'metric', basis: null, label: 'Sm³/d' },
          sourceId: 'pi',
          sourceKey: 'V-31.OIL_RATE',
          interpolation: 'linear',
          expectedPeriodS: 300,
          lastSampleAt: new Date(now.getTime() - 1_000).toISOString(),
        },
      ],
      nextCursor: null,
    })
    expect(meta.sources.map(({ id }) => id)).toEqual(['pi'])
  })

  it('is of a node and of what is below it', async () => {
    await writeMore()
    const below = async (objectId: string): Promise<number> =>
      (await list(`?node=${idOf(objectId)}`)).data.signals.length
    expect(await Promise.all(['asset', 'facility', 'V-31', 'V-32'].map(below))).toEqual([5, 5, 3, 2])
    const { status, body } = await server.get('/api/v1/signals?node=well-doesnotexist')
    expect([status, Problem.parse(body).code]).toEqual([404, 'not-found'])
  })

  it('is of one quantity and of one source, where these are asked for', async () => {
    await writeMore()
    expect(keysOf(await list('?quantity=wellhead_pressure')).toSorted()).toEqual([
      'V-31 wellhead_pressure',
      'V-32 wellhead_pressure',
    ])
    expect(keysOf(await list('?source=pi'))).toEqual(['V-31.OIL_RATE'])
    expect(keysOf(await list('?source=ec&quantity=oil_production'))).toHaveLength(2)
    expect(keysOf(await list('?source=nobody'))).toEqual([])
  })

  it('comes in pages of one order, each series once', async () => {
    await writeMore()
    const { data: whole } = await list()
    const order = whole.signals.map(({ node, quantity }) => `${node.id} ${quantity === 'oil_production' ? 0 : 1}`)
    expect(order).toEqual(order.toSorted())
    const first = await list('?limit=2')
    const second = await list(`?limit=2&cursor=${first.data.nextCursor ?? ''}`)
    const third = await list(`?limit=2&cursor=${second.data.nextCursor ?? ''}`)
    expect([first, second, third].map(({ data }) => data.signals.length)).toEqual([2, 2, 1])
    expect([first, second, third].flatMap(({ data }) => data.signals)).toEqual(whole.signals)
    expect(third.data.nextCursor).toBeNull()
  })

  it('comes whole from a field with more nodes than one query reads', async () => {
    const wells = Array.from({ length: 130 }, (_, index) => `W-${index}`)
    await withKnowledge(server.pool, { sourceId: 'ec', runId: null, cause: 'test' }, async (tx) => {
      const shared = { kind: 'well', parentObjectId: null, wellType: null, validFrom: null, validTo: null } as const
      const nodes = wells.map((well) => ({ ...shared, objectId: well, name: well, code: well, attributes: {} }))
      await writeNodes(tx, { namespace, calendarId: 'oslo', nodes })
      const about = { quantity: 'choke', unit: '%', reference: null, basis: null, interpolation: 'step' } as const
      const series = wells.map((well) => ({ nodeId: nodeIdOf('well', namespace, well), sourceKey: well, name: well }))
      await writeSignals(
        tx,
        'ec',
        series.map((each) => ({ ...each, ...about, expectedPeriodS: null })),
      )
    })
    const { data: first } = await list('?quantity=choke&limit=90')
    const { data: rest } = await list(`?quantity=choke&limit=90&cursor=${first.nextCursor ?? ''}`)
    const found = [...first.signals, ...rest.signals].map(({ sourceKey }) => sourceKey)
    expect([first.signals.length, rest.signals.length, rest.nextCursor]).toEqual([90, 40, null])
    expect(found.toSorted()).toEqual(wells.toSorted())
    // One of these pages ends where a query does: there is more all the same.
    for (const limit of [45, 46, 47]) {
      expect((await list(`?quantity=choke&limit=${limit}`)).data.nextCursor).not.toBeNull()
    }
  })

  it('goes on after the place of its cursor, whatever has come before or after it', async () => {
    await writeMore()
    const { data: first } = await list('?source=ec&limit=2')
    const { data: rest } = await list(`?cursor=${first.nextCursor ?? ''}`)
    const { data: whole } = await list()
    const place = whole.signals.findIndex(({ id }) => id === first.signals[1]?.id)
    expect(rest.signals).toEqual(whole.signals.slice(place + 1))
    expect(rest.signals.length).toBeGreaterThan(0)
  })

  it.each(['nonsense', Buffer.from('anything').toString('base64url')])(
    'refuses %s as a cursor, and says which parameter it was',
    async (cursor) => {
      const { status, body } = await server.get(`/api/v1/signals?cursor=${cursor}`)
      expect(status).toBe(400)
      expect(Problem.parse(body)).toMatchObject({ code: 'invalid-request', errors: [{ path: 'query.cursor' }] })
    },
  )

  it('stays the same bytes for an asOf, whatever is read later', async () => {
    const path = `/api/v1/signals?asOf=${knownAt.toISOString()}`
    const before = await server.get(path)
    // The newest sample passes, so an answer that stays can't name it.
    expect((before.body as Page).data.signals.map(({ lastSampleAt }) => lastSampleAt)).toEqual([null])
    await writeMore()
    await withKnowledge(server.pool, { sourceId: 'pi', runId: null, cause: 'test' }, (tx) =>
      writeSamples(tx, [{ signalId: oilSignalId, at: now, value: 951, quality: 'good', reason: null }]),
    )
    expect((await server.get(path)).text).toBe(before.text)
    const { signals } = (await list('?source=pi')).data
    expect(signals.map(({ lastSampleAt }) => lastSampleAt)).toEqual([now.toISOString()])
  })
})
