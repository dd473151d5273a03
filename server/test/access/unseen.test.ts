import type { Db, StorePool } from '@tieback/store'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Reader } from '../../src/reading/reader.ts'
import { createDice } from '../cache/virtual-time.ts'
import { now } from '../small-field.ts'
import { answerTo, type Ask, askSamples, questionsAboutAll, questionsAboutNode } from './answers.ts'
import { days, type RandomField, writeRandomField } from './random-field.ts'
import { viewOf } from './view.ts'

const seed = 20_260_313
const persons = 12
const objectsEach = 4

type Client = Exclude<Db, StorePool>

/**
 * Makes something else of all that a person doesn't see: names, numbers, series, doubts, and how many of them there are.
 * $1 what is seen, by id. $2 what is seen and what lies above, whose events reach down.
 */
const alterations = [
  `update node_version set name = md5(name), code = 'other', attributes = '{"other":"other"}' where not node_id = any($1)`,
  `update node_alias set value = 'other ' || value where not node_id = any($1)`,
  ...['fact_daily_production', 'fact_monthly_production'].flatMap((table) => [
    `delete from ${table} where not node_id = any($1) and measure = 'plan'`,
    `update ${table} set value = value / 3, quality = 'uncertain', note = 'other' where not node_id = any($1)`,
  ]),
  `update deferment_event set reason = 'other', category = 'market', loss_share = 0.9 where not node_id = any($2)`,
  `update signal_version set name = 'other', quantity = 'water_production' where not node_id = any($1)`,
  ...['sample', 'fact_hourly_timeseries', 'quality_mark'].map(
    (table) =>
      `delete from ${table} where signal_id like '%7%' and signal_id in (select signal_id from signal_version where not node_id = any($1))`,
  ),
  `update sample set value = value / 7 where signal_id in (select signal_id from signal_version where not node_id = any($1))`,
  `update quality_mark set message = 'other' where signal_id in (select signal_id from signal_version where not node_id = any($1))`,
  // What vendors say may name anything.
  `update source_state set message = 'other'`,
  `update ingest_run set message = 'other' where message is not null`,
]

/** Each statement with as many of the parameters as it names. */
async function alterUnseen(client: Client, seen: readonly string[], reaching: readonly string[]): Promise<number> {
  let moved = 0
  for (const statement of alterations) {
    const parameters = statement.includes('$2') ? [reaching] : statement.includes('$1') ? [seen] : []
    const { rowCount } = await client.query(statement.replace('$2', '$1'), parameters)
    moved += rowCount ?? 0
  }
  return moved
}

/** A client that is sent one query at a time, however many are asked of it at once. */
function oneByOne(client: Client): Client {
  let last: Promise<unknown> = Promise.resolve()
  const query = (...asked: unknown[]): Promise<unknown> => {
    const answer = last.then((): unknown => Reflect.apply(client.query, client, asked))
    last = answer.catch(() => undefined)
    return answer
  }
  return new Proxy(client, {
    get: (of, name): unknown => {
      if (name === 'query') return query
      const member: unknown = Reflect.get(of, name)
      return typeof member === 'function' ? member.bind(of) : member
    },
  })
}

describe('every byte that somebody gets', () => {
  const dice = createDice(seed)
  let database: TestDatabase
  let field: RandomField

  beforeAll(async () => {
    database = await startTestDatabase()
    field = await writeRandomField(database.pool, seed, 3)
    return () => database.dispose()
  })

  const readerOn = (client: Client, assets: readonly string[]): Reader => ({
    // Safe: services send queries, and a client takes them as its pool does.
    pool: oneByOne(client) as unknown as StorePool,
    clock: { now: () => now, at: () => now },
    settings: { kpiCoverageMin: 0.5, attentionBelowPlan: 0.05 },
    assets,
  })

  const drawNode = (nodes: RandomField['nodes']) => nodes[Math.floor(dice() * nodes.length)]

  /** Everything that there is to ask about all, and about some nodes with their series. */
  function listQuestions(nodes: RandomField['nodes']): [string, Ask][] {
    const objects = Array.from({ length: objectsEach }, () => drawNode(nodes)).filter((node) => node !== undefined)
    return [
      ...Object.entries(questionsAboutAll).map(([name, { ask }]): [string, Ask] => [name, ask]),
      ...objects.flatMap(({ id, kind, signalIds }) => [
        ...Object.entries(questionsAboutNode).map(([name, { ask }]): [string, Ask] => [`${name} ${id}`, ask(id, kind)]),
        ...signalIds.map((signalId): [string, Ask] => [
          `samples ${signalId}`,
          askSamples(signalId, `${days[1]}T00:00:00Z`),
        ]),
      ]),
    ]
  }

  /** Does something in a transaction that is never committed. */
  async function meanwhile<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = await database.pool.connect()
    try {
      await client.query('begin')
      return await work(client)
    } finally {
      await client.query('rollback')
      client.release()
    }
  }

  /** The answers that differ once all that isn't seen has become something else. */
  async function listDiffering(client: Client, assets: readonly string[]): Promise<string[]> {
    const views = [viewOf(field.nodes, assets, null), viewOf(field.nodes, assets, days[0])]
    const seen = views.flatMap(({ nodes }) => nodes)
    const reaching = views.flatMap((view) => [...view.reaching].flatMap((index) => field.nodes[index]?.id ?? []))
    const reader = readerOn(client, assets)
    const answers: [string, string, Ask][] = []
    for (const [name, ask] of listQuestions(seen))
      answers.push([name, JSON.stringify(await answerTo(ask, reader)), ask])
    const ids = seen.map(({ id }) => id)
    expect(await alterUnseen(client, ids, reaching)).toBeGreaterThan(100)
    const differing: string[] = []
    for (const [name, before, ask] of answers) {
      const after = JSON.stringify(await answerTo(ask, reader))
      if (after !== before) differing.push(`seed ${seed}, ${assets.join(' ')}: ${name}`)
    }
    return differing
  }

  it('stays the same whatever becomes of what they do not see', async () => {
    const differing: string[] = []
    for (let each = 0; each < persons; each += 1) {
      const assets = [drawNode(field.nodes), drawNode(field.nodes)].flatMap((node) => node?.id ?? [])
      differing.push(...(await meanwhile((client) => listDiffering(client, assets))))
    }
    expect(differing).toEqual([])
  })

  it('would be found to differ by these means: who sees all gets other answers', async () => {
    const [before, after] = await meanwhile(async (client) => {
      const reader: Reader = { ...readerOn(client, []), assets: 'all' }
      const askAll = async (): Promise<string[]> => {
        const answers: string[] = []
        for (const { ask } of Object.values(questionsAboutAll))
          answers.push(JSON.stringify(await answerTo(ask, reader)))
        return answers
      }
      const asItWas = await askAll()
      await alterUnseen(client, [], [])
      return [asItWas, await askAll()] as const
    })
    const alike = Object.keys(questionsAboutAll).filter((_, at) => before[at] === after[at])
    expect(alike).toEqual([])
  })
})
