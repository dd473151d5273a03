import { type ListedRoute, listRoutes } from '@tieback/contracts/openapi'
import { listAuditEntries } from '@tieback/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openActor } from '../../src/platform/identity/actor.ts'
import { actorWith } from '../actors.ts'
import { addFailedJob } from '../failed-job.ts'
import { type GoodRequest, goodRequests } from '../good-requests.ts'
import { writeSmallField } from '../small-field.ts'
import { withStandIns } from '../stand-ins.ts'
import { startTestApp, type TestApp } from '../test-app.ts'

const isServed = ({ route }: ListedRoute): boolean => route.metadata.stability === 'stable'
const isPublic = ({ route }: ListedRoute): boolean => route.metadata.access.includes('public')
const isAudited = ({ route }: ListedRoute): boolean => route.metadata.audit !== undefined
const isUnsafe = ({ route }: ListedRoute): boolean => route.method !== 'GET'

function requestOf(name: string): GoodRequest {
  const request = goodRequests[name]
  if (request === undefined) throw new Error(`${name} is no route of the contract`)
  return request
}

/** Sends a request under an id of its own, and gives what the audit log then says of it. */
async function ask(server: TestApp, { method, path, body }: GoodRequest, requestId: string) {
  const { statusCode } = await server.app.inject({
    method: method ?? 'GET',
    url: path,
    headers: { 'x-request-id': requestId },
    ...(body === undefined ? {} : { payload: body }),
  })
  return { status: statusCode, entries: () => entriesOf(server, requestId) }
}

async function entriesOf({ pool }: TestApp, requestId: string) {
  const { rows } = await listAuditEntries(pool, { limit: 500, cursor: null })
  return rows.filter(({ correlationId }) => correlationId === requestId)
}

const idFor = (name: string): string => name.replace('.', '-')

describe('every served route of the contract', () => {
  let server: TestApp
  let failedJob: string

  beforeAll(async () => {
    server = await startTestApp(openActor)
    await writeSmallField(server.pool)
    failedJob = await addFailedJob(server.queue)
  })
  afterAll(() => server.dispose())

  const call = async (name: string) => {
    const { path, ...request } = requestOf(name)
    const there = await withStandIns(path, { pool: server.pool, failedJob, personId: 'local' })
    return await ask(server, { ...request, path: there }, idFor(name))
  }

  it.each(listRoutes().filter((listed) => isServed(listed) && isAudited(listed)))(
    '$name leaves one entry, which says who did it and to what',
    async ({ name, route }) => {
      const { status, entries } = await call(name)
      expect(status).toBeLessThan(300)
      const { audit } = route.metadata
      const found = await entries()
      expect(found.map(({ action, outcome, actor }) => ({ action, outcome, actor: actor?.id }))).toEqual([
        { action: audit, outcome: 'done', actor: 'local' },
      ])
    },
  )

  it.each(listRoutes().filter((listed) => isServed(listed) && !isAudited(listed)))(
    '$name changes nothing, and leaves none',
    async ({ name }) => {
      const { status, entries } = await call(name)
      expect(status).toBeLessThan(300)
      expect(await entries()).toEqual([])
    },
  )

  it.each(listRoutes().filter((listed) => isServed(listed) && isUnsafe(listed)))(
    '$name, which changes something, has a name in the audit log',
    ({ route }) => {
      expect(route.metadata.audit).toBeDefined()
    },
  )
})

describe('every route of the contract that asks for a right', () => {
  let nobody: TestApp
  let asked = 0

  beforeAll(async () => {
    // Somebody else each time: of one person only so many refusals have an entry each.
    nobody = await startTestApp(() => ({ ...actorWith(), id: `nobody-${(asked += 1)}`, name: 'Nobody' }))
  })
  afterAll(() => nobody.dispose())

  it.each(listRoutes().filter((listed) => !isPublic(listed)))(
    '$name leaves one entry where it refuses',
    async ({ name }) => {
      const { status, entries } = await ask(nobody, requestOf(name), idFor(name))
      expect(status).toBe(403)
      // It is written behind the answer.
      await expect.poll(entries, { interval: 5, timeout: 10_000 }).toHaveLength(1)
      expect(await entries()).toMatchObject([
        {
          action: 'access.refuse',
          outcome: 'refused',
          actor: { name: 'Nobody' },
          object: { kind: 'operation', id: name },
          detail: { reason: 'forbidden' },
        },
      ])
    },
  )
})
