import { afterEach, describe, expect, it } from 'vitest'
import type { Simulator } from '../../http/simulator/simulated-server.ts'
import { startPiSimulator } from './pi-simulator.ts'
import { createSyntheticArchive } from './synthetic-archive.ts'

const since = new Date('2026-01-01T00:00:00Z')
const now = new Date('2026-01-01T01:00:00Z')
const archive = createSyntheticArchive({ seed: 3, tags: 20, periodS: 5, since })
const [point] = archive.listPoints(now.getTime())
let simulator: Simulator | null = null

afterEach(async () => {
  await simulator?.stop()
  simulator = null
})

describe('a synthetic archive', () => {
  it('has the tags that were asked for, each with an event every period', () => {
    expect(archive.listPoints(now.getTime())).toHaveLength(20)
    expect(point?.name).toBe('SYN-00001.PV')
    const events = point === undefined ? [] : archive.events.recorded(point.tag, since.getTime(), now.getTime())
    expect(events.length).toBe(720)
    const steps = new Set(events.slice(1).map(({ atMs }, index) => atMs - (events[index]?.atMs ?? 0)))
    expect(steps).toEqual(new Set([5_000]))
    expect(new Set(events.map(({ value }) => value)).size).toBeGreaterThan(100)
  })

  it('has neighbours for every instant within it, and none before it', () => {
    if (point === undefined) throw new Error('no point')
    const { events } = archive
    const [first, second] = events.recorded(point.tag, since.getTime(), now.getTime())
    expect(events.lastBefore(point.tag, first?.atMs ?? 0)).toBeNull()
    expect(events.lastAt(point.tag, first?.atMs ?? 0)).toEqual(first)
    expect(events.lastBefore(point.tag, second?.atMs ?? 0)).toEqual(first)
    expect(events.nextAfter(point.tag, first?.atMs ?? 0, now.getTime())).toEqual(second)
    expect(events.nextAfter(point.tag, first?.atMs ?? 0, (second?.atMs ?? 0) - 1)).toBeNull()
  })

  it('writes an answer out as it would be made value by value', async () => {
    simulator = await startPiSimulator({ archive, clock: { now: () => now } })
    const { baseUrl } = simulator
    const ids = ['SYN-00003.PV', 'SYN-00017.PV'].map((name) => Buffer.from(`TBSIM\\${name}`).toString('base64url'))
    const fields = ['Timestamp', 'Value', 'Good', 'Questionable', 'Substituted'].map((name) => `Items.Items.${name}`)
    const selected = `selectedFields=${['Items.WebId', 'Items.Name', 'Items.Path', ...fields].join(';')}`
    const ask = async (query: string): Promise<unknown> => {
      const webIds = ids.map((id) => `webId=P1DP${id}`).join('&')
      return await (await fetch(`${baseUrl}/streamsets/recorded?${webIds}&${selected}&${query}`)).json()
    }
    for (const query of [
      'startTime=*-10m&maxCount=1000',
      'startTime=*-10m&maxCount=7',
      'startTime=*%2B1h&endTime=*%2B2h',
    ]) {
      const written = await ask(query)
      // A fault that touches nothing here has the answer made the long way.
      simulator.faults.set('no-batch')
      expect(written).toEqual(await ask(query))
      simulator.faults.clear()
    }
  })
})
