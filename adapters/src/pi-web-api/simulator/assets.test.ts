import { createCalendar } from '@tieback/domain'
import { createField } from '@tieback/sim'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Simulator } from '../../http/simulator/simulated-server.ts'
import { startPiSimulator } from './pi-simulator.ts'

const epoch = new Date('2026-11-19T09:00:00Z')
const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
const field = createField({ seed: 7, epoch, historyDays: 5, calendar })

describe('the assets of the PI simulator', () => {
  let simulator: Simulator
  beforeAll(async () => {
    simulator = await startPiSimulator({ field, clock: { now: () => epoch } })
  })
  afterAll(() => simulator.stop())

  interface Item {
    readonly WebId: string
    readonly Name: string
    readonly Path: string
    readonly TemplateName?: string
    readonly DataReferencePlugIn?: string
  }
  const list = async (path: string): Promise<Item[]> =>
    // Safe: the caller looks at what it is.
    ((await (await fetch(`${simulator.baseUrl}${path}`)).json()) as { Items: Item[] }).Items
  const database = async () => {
    const [server] = await list('/assetservers')
    return (await list(`/assetservers/${server?.WebId}/assetdatabases`))[0]?.WebId ?? ''
  }

  it('are the field’s tree, level by level or all at once', async () => {
    const id = await database()
    const roots = await list(`/assetdatabases/${id}/elements`)
    expect(roots.map(({ Name }) => Name)).toEqual(field.topology.assets.map(({ name }) => name))
    const all = await list(`/assetdatabases/${id}/elements?searchFullHierarchy=true`)
    expect(new Set(all.map(({ TemplateName }) => TemplateName))).toEqual(new Set(['Asset', 'Hub', 'Facility', 'Well']))
    expect(await list(`/elements/${roots[0]?.WebId}/elements`)).not.toEqual([])
    const wells = await list(
      `/assetdatabases/${id}/elements?searchFullHierarchy=true&templateName=Well&nameFilter=ISA-0*`,
    )
    expect(wells.every(({ Name }) => Name.startsWith('ISA-0'))).toBe(true)
  })

  it('have attributes, whose points are read as streams and whose constants are not', async () => {
    const [well] = await list(`/assetdatabases/${await database()}/elements?searchFullHierarchy=true&nameFilter=ISA-01`)
    const attributes = await list(`/elements/${well?.WebId}/attributes?webIdType=PathOnly`)
    const [stream, constant] = ['PI Point', ''].map((plugIn) =>
      attributes.find(({ DataReferencePlugIn }) => DataReferencePlugIn === plugIn),
    )
    expect((await fetch(`${simulator.baseUrl}/streams/${stream?.WebId}/value`)).status).toBe(200)
    expect((await fetch(`${simulator.baseUrl}/streams/${constant?.WebId}/value`)).status).toBe(409)
    const byPath = await fetch(`${simulator.baseUrl}/attributes?path=${encodeURIComponent(stream?.Path ?? '')}`)
    expect(await byPath.json()).toMatchObject({ Name: stream?.Name })
  })

  it('stand beside the sets of states', async () => {
    const [server] = await list('/dataservers')
    const sets = await list(`/dataservers/${server?.WebId}/enumerationsets`)
    expect(sets.map(({ Name }) => Name)).toEqual(['CompressorState', 'SYSTEM'])
    expect(await list(`/enumerationsets/${sets[0]?.WebId}/enumerationvalues`)).toMatchObject([
      { Value: 0 },
      { Value: 1 },
      { Value: 2 },
    ])
  })
})
