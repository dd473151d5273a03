import { beforeEach, describe, expect, it } from 'vitest'
import { calendarId, commit, known, namespace, newest, node, seed, wellId } from '../test/fixtures.ts'
import { nodeIdOf } from './node-id.ts'
import {
  aliasKeyText,
  findNode,
  readAliases,
  readNodeIds,
  readTree,
  resolveAliases,
  writeNodes,
} from './node.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { NodeInput, NodeWriteResult, TreeRow } from './types.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool, [])
  return database.dispose
})

const write = (...nodes: NodeInput[]): Promise<{ knownAt: Date | null; result: NodeWriteResult }> =>
  commit(database.pool, (tx) => writeNodes(tx, { namespace, calendarId, nodes }))

const treeOn = async (day: string | null, asOf?: Date): Promise<TreeRow[]> =>
  readTree(database.pool, { day, asOf: asOf ?? (await newest(database.pool)) })

/** Each node's name below its parents'. */
const pathsOn = async (day: string | null, asOf?: Date): Promise<string[]> => {
  const paths = new Map<string, string>()
  for (const { id, name, parentId } of await treeOn(day, asOf)) {
    // Throws where a child comes before its parent.
    const parent = parentId === null ? '' : (paths.get(parentId) ?? 'NOT YET SEEN')
    paths.set(id, parentId === null ? name : `${parent}/${name}`)
  }
  return [...paths.values()]
}

const asset = node('A', { kind: 'asset', name: 'Anchor' })
const east = node('E', { kind: 'facility', name: 'East', parentObjectId: 'A' })
const west = node('W', { kind: 'facility', name: 'West', parentObjectId: 'A' })

describe('writeNodes', () => {
  it('stores the tree, and gives each node the same id everywhere', async () => {
    const well = node('W-7', {
      name: 'A-07',
      code: 'A07',
      parentObjectId: 'E',
      wellType: 'oil-producer',
      attributes: { block: '12/3', lift: 'gas' },
    })
    expect((await write(well, asset, east)).result).toEqual({ written: 3, unchanged: 0, refused: [] })
    expect(await findNode(database.pool, wellId('W-7'), { day: null, asOf: await newest(database.pool) })).toEqual({
      id: nodeIdOf('well', namespace, 'W-7'),
      kind: 'well',
      name: 'A-07',
      code: 'A07',
      parentId: nodeIdOf('facility', namespace, 'E'),
      wellType: 'oil-producer',
      calendarId,
      namespace,
      objectId: 'W-7',
      attributes: { lift: 'gas', block: '12/3' },
    } satisfies TreeRow)
  })

  it('changes nothing the second time', async () => {
    const nodes = [asset, east, node('W-7', { parentObjectId: 'E', code: 'A07', attributes: { b: '1', a: '2' } })]
    await write(...nodes)
    expect(await write(...nodes)).toEqual({ knownAt: null, result: { written: 0, unchanged: 3, refused: [] } })
  })

  it('leaves nodes alone that the list does not name', async () => {
    await write(asset, east, west)
    await write({ ...east, name: 'East Deep' })
    expect(await pathsOn(null)).toEqual(['Anchor', 'Anchor/East Deep', 'Anchor/West'])
  })

  it('tells the old tree to those who read at an earlier instant', async () => {
    const first = known(await write(asset, east, west, node('W-7', { parentObjectId: 'E' })))
    const { result } = await write(node('W-7', { parentObjectId: 'W' }))
    expect(result).toEqual({ written: 1, unchanged: 0, refused: [] })
    expect(await pathsOn(null, first)).toContain('Anchor/East/W-7')
    expect(await pathsOn(null)).toContain('Anchor/West/W-7')
  })

  it('tells history with the tree of its day', async () => {
    await write(
      asset,
      east,
      west,
      node('W-7', { name: 'P-1', parentObjectId: 'E', validTo: '2026-03-01' }),
      node('W-7', { name: 'P-1A', parentObjectId: 'W', validFrom: '2026-03-01', validTo: '2026-06-01' }),
    )
    expect(await pathsOn('2026-02-28')).toContain('Anchor/East/P-1')
    expect(await pathsOn('2026-03-01')).toContain('Anchor/West/P-1A')
    expect((await pathsOn('2026-06-01')).join()).not.toContain('P-1')
    expect(await pathsOn(null)).toContain('Anchor/West/P-1A')
  })

  it('puts a node at the top whose parent was not there on the day', async () => {
    await write(asset, { ...east, validFrom: '2026-01-01' }, node('W-7', { parentObjectId: 'E' }))
    expect(await pathsOn('2025-12-31')).toEqual(['Anchor', 'W-7'])
    expect(await pathsOn('2026-01-01')).toEqual(['Anchor', 'Anchor/East', 'Anchor/East/W-7'])
  })

  it('forgets a parent that the newest version no longer has', async () => {
    await write(asset, { ...east, validTo: '2026-01-01' }, { ...east, parentObjectId: null, validFrom: '2026-01-01' })
    expect(await pathsOn(null)).toEqual(['Anchor', 'East'])
    expect(await pathsOn('2025-12-31')).toEqual(['Anchor', 'Anchor/East'])
  })

  it('writes a node whose parent nobody knows, and says so; the parent is taken up once it comes', async () => {
    const orphan = node('W-7', { parentObjectId: 'E' })
    expect((await write(orphan)).result).toMatchObject({
      written: 1,
      refused: [{ objectId: 'W-7', reason: 'unknown-parent' }],
    })
    expect((await write(asset, east, orphan)).result.refused).toEqual([])
    expect(await pathsOn(null)).toContain('Anchor/East/W-7')
  })

  it('refuses a node that is its own parent', async () => {
    expect((await write(node('W-7', { parentObjectId: 'W-7' }))).result.refused).toMatchObject([
      { reason: 'unknown-parent' },
    ])
  })

  it('refuses a node that has become of another kind, and leaves it as it was', async () => {
    await write(node('X', { name: 'as well' }))
    const { knownAt, result } = await write(node('X', { kind: 'facility', name: 'as facility' }))
    expect(knownAt).toBeNull()
    expect(result).toMatchObject({ written: 0, refused: [{ objectId: 'X', reason: 'kind-changed' }] })
    expect(await pathsOn(null)).toEqual(['as well'])
  })

  it('keeps object ids of different namespaces apart', async () => {
    await write(asset)
    await commit(database.pool, (tx) =>
      writeNodes(tx, { namespace: 'other', calendarId, nodes: [{ ...asset, name: 'Other' }] }),
    )
    expect(await pathsOn(null)).toEqual(['Anchor', 'Other'])
    expect((await readNodeIds(database.pool, 'other')).get('A')?.id).toBe(nodeIdOf('asset', 'other', 'A'))
  })
})

describe('readTree', () => {
  it('gives parents before children, and siblings as people count', async () => {
    const wells = ['P-10', 'P-2', 'P-1'].map((name) => node(name, { parentObjectId: 'E' }))
    await write(...wells, west, east, asset)
    expect(await pathsOn(null)).toEqual([
      'Anchor',
      'Anchor/East',
      'Anchor/East/P-1',
      'Anchor/East/P-2',
      'Anchor/East/P-10',
      'Anchor/West',
    ])
  })

  it('is empty before anything was known', async () => {
    await write(asset)
    expect(await treeOn(null, new Date(0))).toEqual([])
  })

  it('finds no node that is not there, or was not on the day', async () => {
    await write(node('W-7', { validFrom: '2026-01-01' }))
    const asOf = await newest(database.pool)
    expect(await findNode(database.pool, 'well-nowhere', { day: null, asOf })).toBeUndefined()
    expect(await findNode(database.pool, wellId('W-7'), { day: '2025-12-31', asOf })).toBeUndefined()
  })
})

describe('aliases', () => {
  const key = (keyKind: 'object-id' | 'code' | 'name', value: string) => ({ namespace, keyKind, value })
  const holders = async (
    keyKind: 'object-id' | 'code' | 'name',
    value: string,
    day: string | null,
  ): Promise<string[] | undefined> => {
    const found = await resolveAliases(database.pool, [key(keyKind, value)], { day, asOf: await newest(database.pool) })
    return found.get(aliasKeyText(key(keyKind, value)))
  }

  it('list what a node is and was called, each name once over the days it lasted', async () => {
    await write(
      node('W-7', { name: 'P-1', code: 'P1', validTo: '2026-01-01' }),
      node('W-7', { name: 'P-1', code: 'P1-NEW', validFrom: '2026-01-01' }),
    )
    expect(await readAliases(database.pool, wellId('W-7'), await newest(database.pool))).toEqual([
      { ...key('object-id', 'W-7'), validFrom: null, validTo: null },
      { ...key('code', 'P1'), validFrom: null, validTo: '2026-01-01' },
      { ...key('code', 'P1-NEW'), validFrom: '2026-01-01', validTo: null },
      { ...key('name', 'P-1'), validFrom: null, validTo: null },
    ])
  })

  it('lead to the node that held a code on a day, and to the newest holder where no day is given', async () => {
    await write(
      node('OLD', { code: 'P1', validTo: '2026-01-01' }),
      node('OLD', { code: 'P1-ABANDONED', validFrom: '2026-01-01' }),
      node('NEW', { code: 'P1', validFrom: '2026-02-01' }),
    )
    expect(await holders('code', 'P1', '2025-06-01')).toEqual([wellId('OLD')])
    expect(await holders('code', 'P1', '2026-01-15')).toBeUndefined()
    expect(await holders('code', 'P1', '2026-02-01')).toEqual([wellId('NEW')])
    expect(await holders('code', 'P1', null)).toEqual([wellId('NEW')])
    expect(await holders('object-id', 'OLD', null)).toEqual([wellId('OLD')])
  })

  it('give all holders of a key that is ambiguous, and none of one that nobody has', async () => {
    await write(node('ONE', { name: 'Twin' }), node('TWO', { name: 'Twin' }))
    expect(await holders('name', 'Twin', null)).toEqual([wellId('ONE'), wellId('TWO')].sort())
    expect(await holders('name', 'Nobody', null)).toBeUndefined()
    expect(await holders('code', 'Twin', null)).toBeUndefined()
  })
})
