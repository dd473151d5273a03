import { type ListedRoute, listRoutes } from '@tieback/contracts/openapi'
import { nodeIdOf, signalIdOf } from '@tieback/store'
import { beforeAll, describe, expect, it } from 'vitest'
import { actorHeader, actorWith, resolveNamed } from '../actors.ts'
import { goodRequests } from '../good-requests.ts'
import { MemoryCache } from '../memory-cache.ts'
import { idOf, oilSignalId } from '../small-field.ts'
import { addSession } from '../sessions.ts'
import { startTestApp, type TestApp } from '../test-app.ts'
import { otherIdOf, otherNumbers, otherSignalId, otherWords, writeTwoFields } from './two-fields.ts'

/** Ids of the first field, each with one of the second and one that nothing has, of the same kind and length. */
const counterparts = new Map(
  [
    ...(['asset', 'hub', 'facility', 'well'] as const).map((kind) => ({
      own: kind === 'well' ? idOf('V-31') : idOf(kind),
      other: otherIdOf(kind),
      none: nodeIdOf(kind, 'nowhere', kind),
    })),
    { own: oilSignalId, other: otherSignalId, none: signalIdOf('nobody', 'nothing') },
  ].map(({ own, ...others }) => [own, others]),
)

const idPattern = /\b(asset|hub|facility|well|sig)-[0-9a-z]{10}\b/g

/** The same text with every id of the first field put in the place of its counterpart. */
const withIds = (text: string, which: 'other' | 'none'): string =>
  text.replaceAll(idPattern, (id) => counterparts.get(id)?.[which] ?? id)

const namesNode = ({ name }: ListedRoute): boolean => goodRequests[name]?.path.match(idPattern) !== null

describe('"not there" and "not yours"', () => {
  const people = {
    // Sees the first field alone, by every role there is.
    north: actorWith(['administrator', [idOf('asset')]]),
    hub: actorWith(['viewer', [idOf('hub')]], ['production-programmer', [idOf('hub')]]),
    nothing: actorWith(['administrator', []]),
  }
  let server: TestApp

  beforeAll(async () => {
    server = await startTestApp(resolveNamed(people), new MemoryCache())
    await writeTwoFields(server.pool)
    return () => server.dispose()
  })

  interface Reply {
    readonly status: number
    readonly headers: Readonly<Record<string, unknown>>
    readonly body: string
  }

  async function sendAs(person: keyof typeof people, { name }: ListedRoute, which: 'other' | 'none'): Promise<Reply> {
    const request = goodRequests[name] ?? { path: '' }
    const { statusCode, headers, body } = await server.app.inject({
      method: request.method ?? 'GET',
      url: withIds(request.path, which),
      headers: { [actorHeader]: person, 'x-request-id': 'request-0001', 'content-type': 'application/json' },
      ...(request.body === undefined ? {} : { payload: withIds(JSON.stringify(request.body), which) }),
    })
    const { date: _, ...others } = headers
    return { status: statusCode, headers: others, body }
  }

  /** A reply about the second field, told as if it were about nothing. */
  const asOfNone = (text: string): string =>
    [...counterparts.values()].reduce((told, { other, none }) => told.replaceAll(other, none), text)

  describe.each(Object.keys(people) as (keyof typeof people)[])('for somebody who sees %s', (person) => {
    it.each(listRoutes().filter(namesNode))('$name answers both alike, to the byte', async (listed) => {
      const other = await sendAs(person, listed, 'other')
      const none = await sendAs(person, listed, 'none')
      expect({ ...other, body: asOfNone(other.body) }).toEqual(none)
      expect(other.status).toBeGreaterThanOrEqual(400)
    })
  })

  it.each(listRoutes().filter(({ route }) => route.method === 'GET' && !route.metadata.access.includes('public')))(
    '$name holds nothing of the second field for who sees the first',
    async ({ name }) => {
      const path = goodRequests[name]?.path ?? ''
      for (const person of ['north', 'hub'] as const) {
        const { body } = await server.app.inject({ url: path, headers: { [actorHeader]: person } })
        const told = [
          ...otherWords,
          ...otherNumbers.map(String),
          ...[...counterparts.values()].map(({ other }) => other),
        ]
        // Which sources a site has is told to whoever may read about sources; what they said is not.
        const isOfSources = /^(sources|jobs)\./.test(name)
        const secret = isOfSources ? told.filter((word) => !/^(pi|ec)-south$/.test(word)) : told
        expect(secret.filter((word) => body.includes(word))).toEqual([])
      }
    },
  )

  it('are alike where the session of somebody else is to be ended', async () => {
    const other = await addSession(server.pool, 'somebody else')
    const none = other.replace(/.{4}$/, 'zzzz')
    const end = async (id: string): Promise<unknown> => {
      const headers = { [actorHeader]: 'north', 'x-request-id': 'request-0001' }
      const { statusCode, body } = await server.app.inject({
        method: 'DELETE',
        url: `/api/v1/account/sessions/${id}`,
        headers,
      })
      return { statusCode, body: body.replaceAll(id, 'session-id') }
    }
    const answer = await end(other)
    expect(answer).toMatchObject({ statusCode: 404 })
    expect(answer).toEqual(await end(none))
  })
})
