import type { ChangeList, Performance, TreeNode } from '@tieback/contracts'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MockOptions } from './mock-world.ts'
import { openMock, type OpenMock } from './test/open-mock.ts'

function open(options: MockOptions = {}): OpenMock {
  const mock = openMock(options)
  onTestFinished(() => mock.close())
  return mock
}

const paths = [
  '/summary',
  '/assets',
  '/wells/well-a02r5t3v6d/performance',
  '/gap-drivers?node=asset-t7n2d4r6k8',
  '/signals/sig-k3v8w1p6a2/samples?from=2026-11-19T00:00:00Z&to=2026-11-19T09:00:00Z',
  '/changes?since=2026-11-10T00:00:00Z',
  '/alerts',
  '/cargoes',
  '/optimization/recommendations?node=hub-t7n3n5h7q2',
]

async function readAll(options: MockOptions): Promise<string[]> {
  const mock = openMock(options)
  const texts: string[] = []
  for (const path of paths) texts.push((await mock.get(path)).text)
  mock.close()
  return texts
}

describe('the invented field', () => {
  it('is the same, byte for byte, for the same seed', async () => {
    expect(await readAll({ seed: 7 })).toEqual(await readAll({ seed: 7 }))
  })

  it('is another for another seed', async () => {
    const [one, other] = [await readAll({ seed: 7 }), await readAll({ seed: 8 })]
    for (const index of [0, 1, 2, 3, 4, 5, 8]) expect(one[index]).not.toBe(other[index])
  })

  it('has about sixty wells of two assets, and 400 days', async () => {
    const mock = open()
    const { data } = await mock.get('/assets')
    const nodes = (data as { nodes: TreeNode[] }).nodes
    const real = nodes.filter(({ id, name }) => !id.startsWith('asset-rehearsal') && name !== name.toUpperCase())
    expect(real.filter(({ kind }) => kind === 'asset')).toHaveLength(2)
    expect(real.filter(({ kind }) => kind === 'hub')).toHaveLength(4)
    expect(real.filter(({ kind }) => kind === 'facility')).toHaveLength(8)
    expect(nodes.filter(({ kind, name }) => kind === 'well' && /^[A-Z]-\d\d$/.test(name))).toHaveLength(60)
    const well = await mock.get('/assets/well-a01x7k2m9c')
    expect(well.data).toMatchObject({ dataRange: { firstDay: '2025-10-15', lastDay: '2026-11-18', finest: 'day' } })
  })

  it('answers a frozen request the same whenever it is asked', async () => {
    const mock = open()
    const asOf = 'asOf=2026-11-19T08:00:00.000Z'
    const frozen = [
      `/summary?${asOf}`,
      `/assets?${asOf}`,
      `/gap-drivers?node=asset-t7n2d4r6k8&${asOf}`,
      `/alerts?${asOf}`,
    ]
    const before = await Promise.all(frozen.map((path) => mock.get(path)))
    mock.advance(3 * 86_400_000)
    const after = await Promise.all(frozen.map((path) => mock.get(path)))
    expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text))
  })

  it('tells what moved between two instants, and the figures move by it', async () => {
    const mock = open()
    const { data } = await mock.get('/changes?since=2026-11-01T00:00:00.000Z&limit=1000')
    const restated = (data as ChangeList).changes.find(
      ({ kind, quantity }) => kind === 'restated' && quantity === 'oil_production',
    )
    if (restated === undefined) throw new Error('the field has no restated oil in these weeks')
    const readOn = async (asOf: string): Promise<number | null> => {
      const to = new Date(Date.parse(restated.day) + 86_400_000).toISOString().slice(0, 10)
      const path = `/wells/${restated.node.id}/performance?from=${restated.day}&to=${to}&asOf=${asOf}`
      return ((await mock.get(path)).data as Performance).kpis[0]?.actual.value ?? null
    }
    const justBefore = new Date(Date.parse(restated.knownAt) - 1).toISOString()
    expect(await readOn(justBefore)).toBeCloseTo(restated.before ?? Number.NaN, 6)
    expect(await readOn(restated.knownAt)).toBeCloseTo(restated.after ?? Number.NaN, 6)
  })

  it('pages through a list without losing or repeating a row', async () => {
    const mock = open()
    const whole = await mock.get('/changes?since=2026-11-18T00:00:00.000Z&limit=1000')
    const rows: unknown[] = []
    let cursor: string | null = null
    do {
      const more = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const page = await mock.get(`/changes?since=2026-11-18T00:00:00.000Z&limit=37${more}`)
      const { changes, nextCursor } = page.data as ChangeList
      rows.push(...changes)
      cursor = nextCursor
    } while (cursor !== null)
    expect(rows.length).toBeGreaterThan(37)
    expect(rows).toEqual((whole.data as ChangeList).changes)
  })
})
