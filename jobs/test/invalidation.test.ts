import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { discoverSource, ingestHourly, ingestProduction, ingestSamples } from '../src/index.ts'
import { type ConfiguredSource, getSource } from '../src/context.ts'
import { registerSource } from '../src/import-source.ts'
import { recordRun } from '../src/ingest/run-record.ts'
import { type SimulatedSite, startSimulatedSite } from './simulated-site.ts'

const { signal } = new AbortController()

describe('what jobs invalidate', () => {
  let site: SimulatedSite

  beforeEach(async () => {
    site = await startSimulatedSite()
  })
  afterEach(() => site.dispose())

  /** Tags that a piece of work invalidates, each once, by name. */
  async function tagsOf(work: () => Promise<unknown>): Promise<string[]> {
    site.invalidated.length = 0
    await work()
    return [...new Set(site.invalidated)].toSorted()
  }

  it('is the tag of what was written, with that of the sources where one turned', async () => {
    const { context } = site
    expect(await tagsOf(() => discoverSource(context, 'ec', signal))).toEqual(['nodes', 'sources'])
    expect(await tagsOf(() => discoverSource(context, 'pi', signal))).toEqual(['nodes', 'sources'])
    expect(await tagsOf(() => ingestProduction(context, 'ec', signal))).toEqual(['deferment', 'production'])
    expect(await tagsOf(() => ingestHourly(context, 'pi', signal))).toEqual(['samples'])
    expect(await tagsOf(() => ingestSamples(context, 'pi', signal))).toEqual(['samples'])
  })

  it('is nothing where nothing new was written', async () => {
    const { context } = site
    await discoverSource(context, 'ec', signal)
    await discoverSource(context, 'pi', signal)
    // By days at first, by update stamp from then on, which brings what lies ahead too.
    for (let run = 0; run < 2; run += 1) await ingestProduction(context, 'ec', signal)
    await ingestSamples(context, 'pi', signal)
    expect(await tagsOf(() => discoverSource(context, 'ec', signal))).toEqual([])
    expect(await tagsOf(() => ingestProduction(context, 'ec', signal))).toEqual([])
    expect(await tagsOf(() => ingestSamples(context, 'pi', signal))).toEqual([])
  })

  it('is the sources once when one goes down, and once when it is back', async () => {
    const { context, ec } = site
    await discoverSource(context, 'ec', signal)
    const discover = () => discoverSource(context, 'ec', signal).catch(() => undefined)
    ec.faults.set({ kind: 'unavailable' })
    expect(await tagsOf(discover)).toEqual(['sources'])
    expect(await tagsOf(discover)).toEqual([])
    ec.faults.clear()
    expect(await tagsOf(discover)).toEqual(['sources'])
  })

  it('is the sources when a row is refused that was not refused before', async () => {
    const { context } = site
    await discoverSource(context, 'ec', signal)
    const row = {
      dataset: 'wells',
      key: 'W-1',
      reason: 'impossible-hours' as const,
      message: '31 h of a day of 24 h',
      row: {},
    }
    const refuse = () =>
      recordRun(context, 'ec', 'ingest-production', async (run) => {
        await run.refuse([row])
        return null
      })
    expect(await tagsOf(refuse)).toEqual(['sources'])
    expect(await tagsOf(refuse)).toEqual([])
  })

  it('is the sources when one is registered anew or otherwise, and nothing when it is registered again', async () => {
    const { context } = site
    const configured = getSource(context, 'ec')
    const register = (every: ConfiguredSource['every']) => () => registerSource(context, { ...configured, every })
    await registerSource(context, configured)
    expect(await tagsOf(register(configured.every))).toEqual([])
    const rarely = { discoverS: 9_000, productionS: 9_000, hourlyS: 9_000, samplesS: 9_000 }
    expect(await tagsOf(register(rarely))).toEqual(['sources'])
  })
})
