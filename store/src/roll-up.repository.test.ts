import { beforeEach, describe, expect, it } from 'vitest'
import { calendarId, commit, fact, namespace, node, seed, wellId } from '../test/fixtures.ts'
import { withdrawFacts, writeFacts } from './fact.repository.ts'
import { nodeIdOf } from './node-id.ts'
import { writeNodes } from './node.repository.ts'
import { readDayFacts, readLinks } from './roll-up.repository.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'
import type { FactInput, Grain } from './types.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await startTestDatabase()
  await seed(database.pool)
  return database.dispose
})

const write = (rows: FactInput[], grain: Grain = 'day') => commit(database.pool, (tx) => writeFacts(tx, grain, rows))

describe('readLinks', () => {
  it('gives the links believed now, with their days, of one namespace', async () => {
    const facility = (objectId: string) => node(objectId, { kind: 'facility' })
    const moved = [
      node('W1', { parentObjectId: 'F1', validTo: '2026-01-01' }),
      node('W1', { parentObjectId: 'F2', validFrom: '2026-01-01' }),
    ]
    await commit(database.pool, async (tx) => {
      await writeNodes(tx, {
        namespace,
        calendarId,
        nodes: [facility('F1'), facility('F2'), node('W1', { parentObjectId: 'F2' })],
      })
      const elsewhere = [facility('F1'), node('W1', { parentObjectId: 'F1' })]
      await writeNodes(tx, { namespace: 'other', calendarId, nodes: elsewhere })
    })
    await commit(database.pool, (tx) => writeNodes(tx, { namespace, calendarId, nodes: moved }))
    const [first, second] = ['F1', 'F2'].map((objectId) => nodeIdOf('facility', namespace, objectId))
    expect(await readLinks(database.pool, namespace)).toEqual([
      { childId: wellId('W1'), parentId: first, validFrom: null, validTo: '2026-01-01' },
      { childId: wellId('W1'), parentId: second, validFrom: '2026-01-01', validTo: null },
    ])
  })
})

describe('readDayFacts', () => {
  const read = (grain: Grain, ...days: string[]) => readDayFacts(database.pool, { grain, namespace, days })

  it('gives what is believed now on the days asked for, totals and their coverage included', async () => {
    const coverage = { coverage: 0.75, measured: 0.5, estimated: 0.25, missing: 0.25 }
    await write([
      fact({ value: 1 }),
      fact({ value: 5, day: '2026-03-02' }),
      fact({ value: 9, day: '2026-03-03' }),
      fact({ value: 3, nodeId: wellId('W2'), origin: 'roll-up', status: null, coverage }),
    ])
    await write([fact({ value: 2 })])
    await commit(database.pool, (tx) => withdrawFacts(tx, 'day', [fact({ day: '2026-03-02' })]))
    const rows = await read('day', '2026-03-02', '2026-03-01')
    expect(rows).toHaveLength(2)
    expect(rows.find(({ nodeId }) => nodeId === wellId('W1'))).toMatchObject({
      value: 2,
      origin: 'source',
      coverage: null,
    })
    expect(rows.find(({ nodeId }) => nodeId === wellId('W2'))).toMatchObject({ value: 3, origin: 'roll-up', coverage })
  })

  it('keeps days and months apart', async () => {
    await write([fact({ value: 1 })])
    await write([fact({ value: 31 })], 'month')
    expect(await read('month', '2026-03-01')).toMatchObject([{ value: 31 }])
  })
})
