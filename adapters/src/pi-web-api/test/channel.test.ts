import { afterEach, describe, expect, it } from 'vitest'
import type { Page, Sample } from '../../port.ts'
import { SourceError } from '../../source-error.ts'
import type { PiWebApiSettings } from '../config.ts'
import type { PiSimulatorOptions } from '../simulator/pi-simulator.ts'
import { epoch, type SimulatedHistorian, startHistorian } from './simulated-historian.ts'

const tags = ['ISA-01.WHP', 'ISA-02.WHP', 'KNA-03.OIL_RATE']
let historian: SimulatedHistorian | null = null

afterEach(async () => {
  await historian?.stop()
  historian = null
})

/** A clock that runs half an hour at each look, so that each poll of the server finds new events. */
function hurrying() {
  let now = epoch.getTime()
  return { now: () => new Date((now += 1_800_000)) }
}

async function start(settings: Partial<PiWebApiSettings> = {}, options: Partial<PiSimulatorOptions> = {}) {
  historian = await startHistorian(
    { now: () => new Date(epoch.getTime() + 365 * 86_400_000), ...settings },
    { clock: hurrying(), channelPollMs: 5, ...options },
  )
  return historian
}

/** The first samples of a subscription, which is then given up. */
async function follow({ source }: SimulatedHistorian, count: number, keys = tags): Promise<Sample[]> {
  const controller = new AbortController()
  const rows: Sample[] = []
  for await (const page of source.series.subscribe(keys, controller.signal)) {
    rows.push(...page.rows)
    if (rows.length >= count) break
  }
  return rows
}

async function failureOf({ source }: SimulatedHistorian, keys = tags): Promise<unknown> {
  try {
    const pages = source.series.subscribe(keys, AbortSignal.timeout(10_000))[Symbol.asyncIterator]()
    while ((await pages.next()).done !== true);
  } catch (error) {
    return error
  }
  return null
}

describe('subscribe', () => {
  it('gives samples as they are stored, of every series', async () => {
    const rows = await follow(await start(), 60)
    expect(new Set(rows.map(({ sourceKey }) => sourceKey))).toEqual(new Set(tags))
    expect(rows.every(({ at }) => at > epoch)).toBe(true)
  })

  it('gives no sample twice', async () => {
    const rows = await follow(await start(), 200, ['ISA-01.WHP'])
    const stamps = rows.map(({ at }) => at.getTime())
    expect(stamps).toEqual(stamps.toSorted((a, b) => a - b))
  })

  it('opens as many channels as the addresses need', async () => {
    const running = await start({ idsPerCall: 1 })
    const rows = await follow(running, 60)
    expect(new Set(rows.map(({ sourceKey }) => sourceKey)).size).toBeGreaterThan(1)
    expect(running.simulator.log.requests.filter(({ url }) => url.includes('/channel'))).toHaveLength(3)
  })

  it('is not offered where that would be too many, or the server has none', async () => {
    const many = await start({ idsPerCall: 1, channels: { channelsMax: 2 } })
    expect(await failureOf(many)).toMatchObject({ code: 'not_found' })
    await many.stop()
    const none = await start({}, { faults: ['no-channels'] })
    expect(await failureOf(none)).toMatchObject({ code: 'not_found' })
  })

  it('is unavailable once the connection is lost', async () => {
    const running = await start({}, { faults: ['channel-cut=2'] })
    expect(await failureOf(running)).toMatchObject({ code: 'unavailable' })
  })

  it('is unavailable as soon as the server is offline, open as the channel was', async () => {
    const { simulator, source } = await start()
    const pages = source.series.subscribe(tags, AbortSignal.timeout(10_000))[Symbol.asyncIterator]()
    await pages.next()
    simulator.faults.set('offline')
    const rest = async (): Promise<void> => {
      while ((await pages.next()).done !== true);
    }
    await expect(rest()).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('is unavailable where nothing is heard, not even a heartbeat', async () => {
    const running = await start({ channels: { silenceMsMax: 200 } }, { faults: ['channel-silent'] })
    const error = await failureOf(running)
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('said nothing') as string })
  })

  it('stays open on heartbeats alone for longer than it may be silent', async () => {
    let looks = 0
    // Nothing is stored for 200 looks of 5 ms, which is three times the silence it may have.
    const still = { now: () => new Date((looks += 1) < 200 ? epoch : epoch.getTime() + looks * 1_800_000) }
    const running = await start({ channels: { silenceMsMax: 300, heartbeatRate: 2 } }, { clock: still })
    expect((await follow(running, 3)).length).toBeGreaterThan(2)
    expect(running.simulator.log.requests.filter(({ url }) => url.includes('/channel'))).toHaveLength(1)
  })

  it('is unauthorized without credentials, and opens with them', async () => {
    const auth = { kind: 'basic', user: 'reader', password: 's3cret' } as const
    const closed = await start({}, { auth })
    expect(await failureOf(closed)).toMatchObject({ code: 'unauthorized' })
    await closed.stop()
    expect((await follow(await start({ auth }, { auth }), 3)).length).toBeGreaterThan(2)
  })

  it('is unavailable where nobody listens', async () => {
    const running = await start()
    await running.stop()
    expect(await failureOf(running)).toBeInstanceOf(SourceError)
  })

  it('hears an abort before it is opened, and while nothing comes', async () => {
    const { source } = await start({}, { clock: { now: () => epoch } })
    const read = async (signal: AbortSignal): Promise<Page<Sample>[]> => {
      const pages: Page<Sample>[] = []
      for await (const page of source.series.subscribe(tags, signal)) pages.push(page)
      return pages
    }
    await expect(read(AbortSignal.abort())).rejects.toThrow(/abort/i)
    await expect(read(AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})
