import { afterEach, describe, expect, it } from 'vitest'
import { type ScriptedServer, startScriptedServer } from '../../http/test/scripted-server.ts'
import { createTestSource, dataServer } from './pi-archive.ts'

let server: ScriptedServer | null = null

afterEach(async () => {
  await server?.stop()
  server = null
})

const point = (Name: string, overrides: Record<string, unknown> = {}) => ({
  Name,
  PointType: 'Float32',
  EngineeringUnits: 'bar',
  Step: false,
  ...overrides,
})

async function discover(points: readonly unknown[], servers: readonly string[] = ['OTHER', dataServer.toLowerCase()]) {
  server = await startScriptedServer(({ path, query }) => {
    if (path === '/piwebapi/dataservers')
      return { body: { Items: servers.map((Name) => ({ Name, WebId: `DS-${Name}` })) } }
    const start = Number(query.get('startIndex'))
    const Items = points.slice(start, start + Number(query.get('maxCount')))
    // The next link names a host that only the server's own network knows.
    return {
      body: { Items, Links: start + Items.length < points.length ? { Next: 'https://inner.invalid/points' } : {} },
    }
  })
  return await createTestSource(server.baseUrl).discover(new AbortController().signal)
}

describe('discover', () => {
  it('names the tags that the mapping names, and counts the rest', async () => {
    const { signals, refused, unmatchedSignals } = await discover([
      point('A-1.WHP'),
      point('SINUSOID'),
      point('CDT158'),
    ])
    expect(signals).toEqual([
      {
        sourceKey: 'A-1.WHP',
        node: { namespace: 'field', keyKind: 'code', value: 'A-1' },
        name: 'Wellhead pressure',
        quantity: 'wellhead_pressure',
        unit: 'bar',
        reference: null,
        basis: 'gauge',
        interpolation: 'linear',
        expectedPeriodS: null,
      },
    ])
    expect({ refused, unmatchedSignals }).toEqual({ refused: [], unmatchedSignals: 2 })
  })

  it('reads all pages of points, going by its own count and never by a link', async () => {
    const { signals } = await discover(Array.from({ length: 2_500 }, (_, index) => point(`A-${index}.WHP`)))
    expect(signals).toHaveLength(2_500)
    expect(
      server?.requests
        .filter(({ path }) => path.endsWith('/points'))
        .map(({ path, query }) => `${path} ${query.get('startIndex') ?? ''}`),
    ).toEqual([
      `/piwebapi/dataservers/DS-${dataServer.toLowerCase()}/points 0`,
      `/piwebapi/dataservers/DS-${dataServer.toLowerCase()}/points 1000`,
      `/piwebapi/dataservers/DS-${dataServer.toLowerCase()}/points 2000`,
    ])
  })

  it('takes the unit from the source where the mapping names none, and refuses what it can not read', async () => {
    const { signals, refused } = await discover([
      point('A-1.WHT', { EngineeringUnits: '°C' }),
      point('A-2.WHT', { EngineeringUnits: '' }),
      point('A-3.WHT', { EngineeringUnits: 'bar' }),
    ])
    expect(signals).toMatchObject([{ sourceKey: 'A-1.WHT', unit: 'degC' }])
    expect(refused.map(({ key, reason }) => [key, reason])).toEqual([
      ['A-2.WHT', 'unknown-unit'],
      ['A-3.WHT', 'unknown-unit'],
    ])
  })

  it('tells what instruments can show, but not what a point was made with and nobody has set', async () => {
    const { signals } = await discover([
      point('A-1.WHP', { Zero: -1, Span: 251 }),
      point('A-2.WHP', { Zero: 0, Span: 100 }),
      point('A-3.WHP', { Zero: 0, Span: 0 }),
      point('A-4.WHP', { Zero: 0, Span: 100, EngineeringUnits: '%' }),
      point('A-5.WHP'),
    ])
    expect(signals.map(({ instrument }) => instrument)).toEqual([
      { low: -1, high: 250 },
      undefined,
      undefined,
      { low: 0, high: 100 },
      undefined,
    ])
    const asked = server?.requests.find(({ path }) => path.endsWith('/points'))?.query.get('selectedFields')
    expect(asked?.split(';')).toEqual(expect.arrayContaining(['Items.Zero', 'Items.Span']))
  })

  it('refuses a tag whose node is unnamed, and one that holds no numbers', async () => {
    const { refused } = await discover([point('.WHT'), point('A-1.WHP', { PointType: 'Digital' })])
    expect(refused.map(({ key, reason }) => [key, reason])).toEqual([
      ['.WHT', 'unmapped-node'],
      ['A-1.WHP', 'wrong-shape'],
    ])
  })

  it('says which data servers are there where the one wanted is not', async () => {
    await expect(discover([], ['OTHER'])).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('visible: OTHER') as string,
    })
  })
})
