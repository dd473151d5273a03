import { listRoutes } from '@tieback/contracts/openapi'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { api, observeAnswers } from './api-client.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** Answers everything with a status; gives the requests as they were sent. */
function answerAll(status: number): Request[] {
  const sent: Request[] = []
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    sent.push(new Request(new URL(path, 'https://tieback.test'), init))
    return Promise.resolve(new Response('{}', { status, headers: { 'content-type': 'application/json' } }))
  })
  return sent
}

type Call = (request: object) => Promise<unknown>

/** What the client calls a route. */
function callOf(name: string): Call {
  const [module = '', operation = ''] = name.split('.')
  return (api as unknown as Record<string, Record<string, Call>>)[module]?.[operation] as Call
}

const routes = listRoutes().filter(({ name }) => !name.startsWith('system.') && name !== 'live.streamLive')

describe('a request of the page', () => {
  it.each(routes)(
    '$name shows that a page of ours asks, where it changes something and nowhere else',
    async (route) => {
      const sent = answerAll(200)
      await callOf(route.name)({ ...route.request, ...(route.request.params ? {} : { params: {} }) })
      const [request] = sent
      expect(request?.headers.get('x-tieback-request')).toBe(request?.method === 'GET' ? null : '1')
    },
  )

  it('has its answer noted for the session that it was sent in', async () => {
    answerAll(401)
    const noted: unknown[] = []
    const session = {
      turn: 3,
      noteAnswer: (status: number, turn: number) => {
        noted.push([status, turn])
      },
    }
    onTestFinished(observeAnswers(session))
    const asked = api.summary.readSummary({ query: {} })
    session.turn = 4
    await asked
    expect(noted).toEqual([[401, 3]])
  })
})
