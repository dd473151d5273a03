import { describe, expect, it } from 'vitest'
import type { Script } from '../../http/test/scripted-server.ts'
import type { ProductionRequest } from '../../port.ts'
import type { EnergyComponentsSettings } from '../config.ts'
import { createEnergyComponentsSource } from '../energy-components-source.ts'
import { parseEnergyComponentsMapping } from '../mapping.ts'
import { startEcSimulator } from '../simulator/ec-simulator.ts'
import { createScriptedRows } from '../simulator/scripted-rows.ts'
import { collect, row, testMapping, withSite } from './test-site.ts'

const signal = new AbortController().signal
const march: ProductionRequest = { days: { from: '2024-03-01', to: '2024-04-01' } }

const attempt = (script: Script, resilience: EnergyComponentsSettings['resilience'] = { attempts: 1 }) =>
  withSite(
    script,
    async (source, server) => {
      const { rows } = await collect(source.production.readProduction(march, signal))
      return { objects: [...new Set(rows.map(({ objectId }) => objectId))], calls: server.requests.length }
    },
    testMapping(),
    resilience,
  )

/** A site of three classes without a figure in common, beside the one there is. */
function wideMapping() {
  const mapping = testMapping()
  const gas = { column: 'gas', unit: '1000 m3', reference: 'metric', measure: 'allocated' }
  for (const quantity of ['gas_lift', 'gas_export', 'gas_fuel', 'gas_flare', 'gas_injection']) {
    const dataset = { ...mapping.datasets.wellDay, class: quantity, fields: { [quantity]: gas } }
    Object.assign(mapping.datasets, { [quantity]: dataset })
  }
  return mapping
}

describe('paging', () => {
  it('begins anew where the server no longer takes its cursor', async () => {
    let refusals = 1
    const script: Script = ({ query }) => {
      if (!query.has('cursor')) return { body: { rows: [row()], next: 'c1' } }
      if (refusals > 0) {
        refusals -= 1
        return { status: 410, body: { error: { code: 'CURSOR_EXPIRED' } } }
      }
      return { body: { rows: [row({ objectId: 'W2' })] } }
    }
    expect(await attempt(script)).toEqual({ objects: ['W1', 'W2'], calls: 4 })
  })

  it('gives up for the time being where it can never come to the end', async () => {
    let calls = 0
    const script: Script = ({ query }) => {
      calls += 1
      if (query.has('cursor')) return { status: 400, body: { error: { code: 'BAD_CURSOR' } } }
      return { body: { rows: [row()], next: 'c1' } }
    }
    await expect(attempt(script)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('cursor is no longer taken') as string,
    })
    expect(calls).toBe(8)
  })

  it('takes a first page that is refused for what it is', async () => {
    const script: Script = () => ({ status: 400, body: { error: { code: 'INVALID_PARAMETER' } } })
    await expect(attempt(script)).rejects.toMatchObject({ code: 'bad_payload' })
  })

  it('gives up where cursors go round, however long the round is', async () => {
    const script: Script = ({ query }) => ({
      body: { rows: [], next: `c${(Number(query.get('cursor')?.slice(1) ?? 0) + 1) % 5}` },
    })
    await expect(attempt(script)).rejects.toMatchObject({
      code: 'bad_payload',
      message: expect.stringContaining('goes round') as string,
    })
  })

  it('gives up beyond the most pages of a reading', async () => {
    const script: Script = ({ query }) => ({
      body: { rows: [], next: `c${Number(query.get('cursor')?.slice(1) ?? 0) + 1}` },
    })
    await withSite(script, async (_source, server) => {
      const source = createEnergyComponentsSource({
        ...{ id: 'ec', name: 'EC', baseUrl: `${server.baseUrl}/api`, pagesMax: 7 },
        mapping: parseEnergyComponentsMapping(testMapping()),
      })
      const reading = collect(source.production.readProduction(march, signal))
      await expect(reading).rejects.toMatchObject({
        code: 'bad_payload',
        message: expect.stringContaining('no end after 7 pages') as string,
      })
      expect(server.requests).toHaveLength(7)
    })
  })

  it('loses no row that is updated while it reads, and ends with the later state of each', async () => {
    const rows = createScriptedRows({ start: new Date('2024-03-14T05:00:00Z') })
    const wells = Array.from({ length: 40 }, (_, index) => `W${String(index).padStart(2, '0')}`)
    const put = (objectId: string, gas: number) =>
      rows.put('well_day', {
        objectId,
        objectCode: objectId,
        daytime: '2024-03-13T00:00:00',
        onStreamHours: 24,
        whp: 80,
        gas,
      })
    for (const objectId of wells) {
      rows.advance(1_000)
      put(objectId, 1)
    }
    const simulator = await startEcSimulator({ rows, clock: rows.clock })
    const source = createEnergyComponentsSource({
      ...{ id: 'ec', name: 'EC', baseUrl: simulator.baseUrl, pageSize: 7 },
      mapping: parseEnergyComponentsMapping(testMapping()),
    })
    const latest = new Map<string, number | null>()
    let moved = 0
    for await (const page of source.production.readProduction({ updatedSince: new Date(0) }, signal)) {
      for (const { objectId, quantity, value } of page.rows)
        if (quantity === 'gas_production') latest.set(objectId, value)
      const next = wells[moved]
      rows.advance(1_000)
      if (moved < 5 && next !== undefined) put(next, 2)
      moved += 1
    }
    await simulator.stop()
    expect([...latest].toSorted()).toEqual(wells.map((id, index) => [id, index < 5 ? 2_000 : 1_000]))
  })
})

describe('calls to a site', () => {
  const siteOf = (settings: Partial<EnergyComponentsSettings>, baseUrl: string) =>
    createEnergyComponentsSource({
      ...{ id: 'ec', name: 'EC', baseUrl, pageSize: 1 },
      mapping: parseEnergyComponentsMapping(wideMapping()),
      ...settings,
    })
  const rows = () => {
    const made = createScriptedRows({ start: new Date('2024-03-14T05:00:00Z') })
    for (const dataset of ['well_day', 'gas_lift', 'gas_export', 'gas_fuel', 'gas_flare', 'gas_injection']) {
      for (const objectId of ['W1', 'W2', 'W3']) made.put(dataset, row({ objectId }))
    }
    return made
  }

  it('are at most four at a time where nothing else is said, and fewer where it is', async () => {
    const simulator = await startEcSimulator({ rows: rows(), clock: rows().clock, latencyMs: 5 })
    const most = async (settings: Partial<EnergyComponentsSettings>) => {
      simulator.log.clear()
      const { rows: read } = await collect(siteOf(settings, simulator.baseUrl).production.readProduction(march, signal))
      expect(read).toHaveLength(24)
      return simulator.log.inFlightMost
    }
    const found = [await most({}), await most({ resilience: { concurrency: 1 } })]
    await simulator.stop()
    expect(found).toEqual([4, 1])
  })

  it.each<[string, Parameters<typeof startEcSimulator>[0]['auth'], (url: string) => EnergyComponentsSettings['auth']]>([
    [
      'a token of its own that runs out between two pages',
      { kind: 'oauth2', clientId: 'tieback', clientSecret: 's3cret' },
      (url) => ({ kind: 'oauth2', tokenEndpoint: url, clientId: 'tieback', clientSecret: 's3cret' }),
    ],
    [
      'a user and a password',
      { kind: 'basic', user: 'svc', password: 'pass:word' },
      () => ({ kind: 'basic', user: 'svc', password: 'pass:word' }),
    ],
    [
      'the key of a gateway',
      { kind: 'api-key', header: 'x-api-key', key: 'k-1' },
      () => ({ kind: 'header', name: 'X-Api-Key', value: 'k-1' }),
    ],
  ])('are made with %s', async (_what, auth, settingsOf) => {
    if (auth === undefined) throw new Error('no credentials')
    const simulator = await startEcSimulator({ rows: rows(), clock: rows().clock, auth })
    if (auth.kind === 'oauth2') simulator.faults.set('token-expiry=2')
    // One call at a time: several would use up a token that only so many calls are good for.
    const settings = { auth: settingsOf(simulator.tokenUrl), resilience: { concurrency: 1 } }
    const source = siteOf(settings, simulator.baseUrl)
    const { rows: read } = await collect(source.production.readProduction(march, signal))
    const stranger = siteOf({ auth: { kind: 'none' } }, simulator.baseUrl)
    await expect(stranger.check(signal)).rejects.toMatchObject({ code: 'unauthorized' })
    await simulator.stop()
    expect(read).toHaveLength(24)
  })

  it('are counted, bounded and silent in quiet hours as the settings say', async () => {
    const simulator = await startEcSimulator({ rows: rows(), clock: rows().clock })
    const quietHours = [{ from: '07:00', to: '08:00', timeZone: 'Europe/Oslo' }]
    const source = siteOf({ timeoutMs: 1_234, resilience: { attempts: 2, quietHours } }, simulator.baseUrl)
    await collect(source.production.readProduction(march, signal))
    await simulator.stop()
    expect(source.limits).toMatchObject({ timeoutMs: 1_234, attempts: 2, concurrency: 4, quietHours })
    expect(source.readCalls?.()).toMatchObject({ calls: 18, failed: 0, inFlight: 0, breaker: 'closed' })
    expect(source.quietUntil?.(new Date('2024-03-14T06:30:00Z'))).toEqual(new Date('2024-03-14T07:00:00Z'))
    expect(source.quietUntil?.(new Date('2024-03-14T08:30:00Z'))).toBeNull()
  })
})
