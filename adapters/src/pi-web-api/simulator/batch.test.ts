import { createCalendar } from '@tieback/domain'
import { createField } from '@tieback/sim'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Simulator } from '../../http/simulator/simulated-server.ts'
import { startPiSimulator } from './pi-simulator.ts'

const epoch = new Date('2026-11-19T09:00:00Z')
const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
const field = createField({ seed: 7, epoch, historyDays: 5, calendar })
const anyHost = 'https://any.host/piwebapi'
const pointPath = encodeURIComponent(String.raw`\\TBSIM\ISA-01.WHP`)

interface Answer {
  readonly Status: number
  readonly Content: { readonly Items?: readonly Answer[]; readonly [name: string]: unknown }
}

describe('a batch of the PI simulator', () => {
  let simulator: Simulator
  beforeAll(async () => {
    simulator = await startPiSimulator({ field, clock: { now: () => epoch } })
  })
  afterAll(() => simulator.stop())

  const send = async (parts: unknown) => {
    const headers = { 'x-requested-with': 'test' }
    const answer = await fetch(`${simulator.baseUrl}/batch`, { method: 'POST', headers, body: JSON.stringify(parts) })
    // Safe: the caller looks at what it is.
    return { status: answer.status, body: (await answer.json()) as Record<string, Answer> }
  }

  it('fills what a parent answered into the address of its child', async () => {
    const { status, body } = await send({
      value: {
        Method: 'GET',
        ParentIds: ['find'],
        Parameters: ['$.find.Content.WebId'],
        Resource: `${anyHost}/streams/{0}/value`,
      },
      find: { Method: 'GET', Resource: `${anyHost}/points?path=${pointPath}&selectedFields=WebId` },
    })
    expect(status).toBe(207)
    expect(body['value']).toMatchObject({ Status: 200, Content: { Good: true } })
  })

  it('carries out a template for each of what a parent found', async () => {
    const { body: first } = await send({ servers: { Method: 'GET', Resource: `${anyHost}/assetservers` } })
    const [server] = first['servers']?.Content.Items ?? []
    const { body } = await send({
      databases: {
        Method: 'GET',
        Resource: `${anyHost}/assetservers/${(server as unknown as { WebId: string }).WebId}/assetdatabases`,
      },
      roots: {
        Method: 'GET',
        ParentIds: ['databases'],
        Parameters: ['$.databases.Content.Items[*].WebId'],
        RequestTemplate: { Resource: `${anyHost}/assetdatabases/{0}/elements` },
      },
    })
    expect(body['roots']?.Status).toBe(207)
    expect(body['roots']?.Content.Items).toMatchObject([
      { Status: 200, Content: { Items: expect.any(Array) as unknown[] } },
    ])
  })

  it('fails the children of a parent that failed', async () => {
    const { body } = await send({
      find: { Method: 'GET', Resource: `${anyHost}/points?path=%5C%5CTBSIM%5CNO.SUCH` },
      value: {
        Method: 'GET',
        ParentIds: ['find'],
        Parameters: ['$.find.Content.WebId'],
        Resource: `${anyHost}/streams/{0}/value`,
      },
    })
    expect([body['find']?.Status, body['value']?.Status]).toEqual([404, 424])
  })

  it.each([
    ['no object', 'x'],
    ['a part without an address', { a: { Method: 'GET' } }],
    [
      'parts that are each other’s parents',
      {
        a: { Method: 'GET', Resource: anyHost, ParentIds: ['b'] },
        b: { Method: 'GET', Resource: anyHost, ParentIds: ['a'] },
      },
    ],
  ])('refuses %s', async (_what, parts) => {
    expect((await send(parts)).status).toBe(400)
  })
})
