import { Problem, problemTable } from '@tieback/contracts'
import { type ListedRoute, listRoutes } from '@tieback/contracts/openapi'
import { beforeAll, describe, expect, it } from 'vitest'
import { actorHeader, resolveNamed } from '../actors.ts'
import { addFailedJob } from '../failed-job.ts'
import { goodRequests } from '../good-requests.ts'
import { MemoryCache } from '../memory-cache.ts'
import { withStandIns } from '../stand-ins.ts'
import { startTestApp, type TestApp } from '../test-app.ts'
import { expectedOutcome, type Person, persons } from './persons.ts'
import { writeTwoFields } from './two-fields.ts'

const actors = Object.fromEntries(persons.flatMap(({ name, actor }) => (actor === null ? [] : [[name, actor]])))

/** Whether a request names a node or a series, which may be somebody else's. */
const namesNode = (path: string): boolean => /\b(asset|hub|facility|well|sig)-[0-9a-z]{10}\b/.test(path)

describe('the authority matrix', () => {
  let server: TestApp
  let failedJob: string

  beforeAll(async () => {
    server = await startTestApp(resolveNamed(actors), new MemoryCache())
    await writeTwoFields(server.pool)
    failedJob = await addFailedJob(server.queue)
    return () => server.dispose()
  })

  /** What came of a route's good request, sent by somebody. */
  async function outcomeFor({ name, route }: ListedRoute, person: Person): Promise<unknown> {
    const request = goodRequests[name]
    if (request === undefined) throw new Error(`${name} has no good request`)
    const { statusCode, body } = await server.app.inject({
      method: request.method ?? 'GET',
      url: await withStandIns(request.path, { pool: server.pool, failedJob, personId: person.actor?.id ?? 'nobody' }),
      headers: { [actorHeader]: person.name },
      ...(request.body === undefined ? {} : { payload: request.body }),
    })
    if (statusCode >= 200 && statusCode < 300 && String(statusCode) in route.responses) return 'served'
    const { code } = Problem.parse(JSON.parse(body))
    return problemTable[code].status === statusCode ? statusCode : `${code} as ${statusCode}`
  }

  it('has a cell for every role and for nobody, where what is asked for is theirs, is not, and where all is', () => {
    expect(persons).toHaveLength(1 + 7 * 3)
  })

  it.each(listRoutes())('$name is for those whom its policy names, and for nobody else', async (listed) => {
    const path = goodRequests[listed.name]?.path ?? ''
    const cells: [string, unknown][] = []
    for (const person of persons) cells.push([person.name, await outcomeFor(listed, person)])
    const expected = persons.map((person) => [
      person.name,
      expectedOutcome(listed.route.metadata, person, { namesNode: namesNode(path) }),
    ])
    expect(cells).toEqual(expected)
  })
})
