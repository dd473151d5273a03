import { Problem, type RoutePolicy } from '@tieback/contracts'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { createHttpServer } from '../../src/platform/http/http-server.ts'
import { mountRoutes } from '../../src/platform/http/mount.ts'
import { listScopes, mayCall, reachOf, type ResolveActor } from '../../src/platform/identity/actor.ts'
import { actorHeader, actorWith, resolveNamed } from '../actors.ts'
import { shutContract } from './shut-contract.ts'

const deciding: Pick<RoutePolicy, 'access' | 'reach'> = {
  access: ['recommendation:read', 'recommendation:decide'],
  reach: 'subtree',
}

describe('what somebody reaches', () => {
  it('is the parts of every role that has all the scopes, told once and in one order', () => {
    const actor = actorWith(['viewer', ['hub-b', 'hub-a']], ['pmc-engineer', ['hub-a', 'hub-c']])
    expect(reachOf(actor, ['production:read'])).toEqual({
      assets: ['hub-a', 'hub-b', 'hub-c'],
      audience: 'hub-a,hub-b,hub-c',
    })
    expect(reachOf(actor, ['recommendation:read'])?.assets).toEqual(['hub-a', 'hub-c'])
  })

  it('is all where one of the roles holds for all, and nothing where none has the scopes', () => {
    const actor = actorWith(['viewer', ['hub-a']], ['pmc-engineer', 'all'])
    expect(reachOf(actor, ['production:read'])).toEqual({ assets: 'all', audience: '' })
    expect(reachOf(actor, ['sources:operate'])).toBeNull()
  })

  it('is not put together of the scopes of two roles', () => {
    const actor = actorWith(['production-programmer', ['hub-a']], ['performance-lead', ['hub-b']])
    // One may run optimisations in the one part, the other acknowledge alerts in the other: nobody may do both anywhere.
    expect(listScopes(actor)).toEqual(expect.arrayContaining(['optimization:run', 'alerts:acknowledge']))
    expect(reachOf(actor, ['optimization:run', 'alerts:acknowledge'])).toBeNull()
    expect(reachOf(actor, deciding.access)?.assets).toEqual(['hub-a', 'hub-b'])
  })

  it('lets a role that holds for nothing call, and see nothing; and not where the answer is about all', () => {
    const actor = actorWith(['administrator', []])
    expect(mayCall(actor, deciding)).toBe(true)
    expect(reachOf(actor, deciding.access)).toEqual({ assets: [], audience: 'none' })
    expect(mayCall(actor, { access: ['audit:read'], reach: 'field' })).toBe(false)
  })
})

describe('the door', () => {
  const broken: readonly [string, ResolveActor][] = [
    [
      'at once',
      () => {
        throw new Error('the sessions are away')
      },
    ],
    ['after a while', () => Promise.reject(new Error('the sessions are away'))],
  ]

  async function open(resolveActor: ResolveActor) {
    const { app } = await createHttpServer({ resolveActor, logger: pino({ level: 'silent' }), apiBaseUrl: '' })
    const told = (assets: unknown) =>
      Promise.resolve({ status: 200 as const, body: { assets: JSON.stringify(assets) } })
    await mountRoutes(app, shutContract, {
      rooms: {
        readHall: ({ request }) => told([request.actor?.name ?? null, request.assets]),
        readRoom: ({ request }) => told(request.assets),
        readHouse: ({ request }) => told(request.assets),
      },
    })
    return app
  }

  it.each(broken)(
    'lets everybody in where it is public, also while finding out who asks fails %s',
    async (_, resolve) => {
      const app = await open(resolve)
      const { statusCode, body } = await app.inject('/hall')
      expect([statusCode, JSON.parse(body)]).toEqual([200, { assets: '[null,null]' }])
      expect((await app.inject('/room')).statusCode).toBe(500)
      await app.close()
    },
  )

  it('hands on what its caller may see by this route, and says why somebody may not pass', async () => {
    const app = await open(
      resolveNamed({
        part: actorWith(['viewer', ['hub-a']], ['administrator', ['hub-b']]),
        split: actorWith(['production-programmer', ['hub-a']], ['performance-lead', ['hub-a']]),
        none: actorWith(),
      }),
    )
    const ask = async (path: string, name: string): Promise<string> => {
      const { statusCode, body } = await app.inject({ url: path, headers: { [actorHeader]: name } })
      const parsed: unknown = JSON.parse(body)
      return statusCode === 200 ? (parsed as { assets: string }).assets : Problem.parse(parsed).detail
    }
    expect(await ask('/room', 'part')).toBe('["hub-b"]')
    expect(await ask('/hall', 'part')).toBe('["Somebody",null]')
    expect(await ask('/house', 'part')).toMatch(/whole field/)
    expect(await ask('/room', 'split')).toMatch(/by one role/)
    expect(await ask('/room', 'none')).toMatch(/needs optimization:run and alerts:acknowledge/)
    expect(await ask('/room', 'stranger')).toMatch(/Sign in/)
    await app.close()
  })
})
