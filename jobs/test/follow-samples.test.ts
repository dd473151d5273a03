import { type Page, type Sample, SourceError } from '@tieback/adapters'
import { listRuns, readFreshness } from '@tieback/store'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ingestSamples } from '../src/index.ts'
import { followSamples, followSources } from '../src/follow-samples/follow-samples.ts'
import { type HistorianSite, startHistorianSite } from './fake-historian.ts'

const { signal } = new AbortController()
const patience = { timeout: 20_000, interval: 20 }

/** A connection that a test sends samples down, and cuts. */
class Channel {
  opened = 0
  #queue: (Sample[] | Error)[] = []
  #wake: () => void = () => undefined

  send(...items: (Sample[] | Error)[]): void {
    this.#queue.push(...items)
    this.#wake()
  }

  readonly subscribe = (_keys: readonly string[], aborted: AbortSignal): AsyncIterable<Page<Sample>> => {
    this.opened += 1
    return this.#follow(aborted)
  }

  async *#follow(aborted: AbortSignal): AsyncGenerator<Page<Sample>> {
    aborted.addEventListener('abort', () => this.#wake())
    for (;;) {
      aborted.throwIfAborted()
      const item = this.#queue.shift()
      if (item instanceof Error) throw item
      if (item !== undefined) yield { rows: item, refused: [], updatedTo: null }
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}

describe('following samples', () => {
  let site: HistorianSite
  let channel: Channel

  beforeEach(async () => {
    site = await startHistorianSite()
    site.historian.addSeries('A')
    await site.discover()
    await ingestSamples(site.context, 'historian', signal)
    channel = new Channel()
  })
  afterEach(() => site.dispose())

  const sample = (secondsAgo: number, value: number): Sample => {
    const at = new Date(site.now().getTime() - secondsAgo * 1_000)
    site.historian.put('A', at, value)
    return { sourceKey: 'A', at, value, quality: 'good', reason: null }
  }
  const source = () => ({ ...site.historian.asSource(), id: 'historian' })
  const lost = (): SourceError => new SourceError('unavailable', 'historian', 'The connection was cut.')

  it('writes what arrives at once, and what comes twice or out of order once', async () => {
    site.advance(20)
    channel.send([sample(2, 1), sample(7, 2)], [sample(2, 1)], [sample(12, 3)], lost())
    expect(await followSamples(site.context, source(), channel.subscribe, signal)).toBe('lost')
    expect(await site.stored('A')).toEqual(site.archived('A', new Date(0), site.now()))
    const fresh = (await readFreshness(site.database.pool, site.now())).get('historian')
    // Those that came before a newer one was there: one that is late by itself says nothing of the connection.
    expect(fresh?.samples).toBe(2)
    // The polling behind it finds nothing new, and counts nothing twice.
    expect(await ingestSamples(site.context, 'historian', signal)).toMatchObject({ written: 0 })
    expect((await readFreshness(site.database.pool, site.now())).get('historian')?.samples).toBe(2)
  })

  it('writes once a second at most however many messages come, and all of them', async () => {
    const writes = (): number => site.invalidated.filter((tag) => tag === 'samples').length
    const [before, startedAt] = [writes(), performance.now()]
    const following = followSamples(site.context, source(), channel.subscribe, signal)
    for (let message = 0; message < 200; message += 1) {
      site.advance(1)
      channel.send([sample(0.5, message)])
      // As long as Postgres takes for a question: the messages come one by one, over the time of many writes.
      await site.knownNow()
    }
    channel.send(lost())
    expect(await following).toBe('lost')
    // One at once, one at the end, and one for each second that this took.
    expect(writes() - before).toBeLessThanOrEqual(2 + (performance.now() - startedAt) / 1_000)
    expect(await site.stored('A')).toEqual(site.archived('A', new Date(0), site.now()))
  })

  it('leaves to the polling what was missed while the connection was lost', async () => {
    channel.send([sample(9, 1)], lost())
    await followSamples(site.context, source(), channel.subscribe, signal)
    site.advance(30)
    sample(20, 2)
    channel.send([sample(5, 3)], lost())
    await followSamples(site.context, source(), channel.subscribe, signal)
    expect(Object.values(await site.stored('A'))).toEqual([[1], [3]])
    await ingestSamples(site.context, 'historian', signal)
    expect(Object.values(await site.stored('A'))).toEqual([[1], [2], [3]])
  })

  it('says nothing against the source when a connection is lost, since it is still polled', async () => {
    channel.send(lost())
    await followSamples(site.context, source(), channel.subscribe, signal)
    const { rows } = await site.database.pool.query('select status from source_state order by known_from desc limit 1')
    expect(rows).toEqual([{ status: 'ok' }])
    const { runs } = await listRuns(site.database.pool, {
      job: 'follow-samples',
      limit: 1,
      cursor: null,
      asOf: new Date(Date.now() + 60_000),
    })
    expect(runs).toMatchObject([{ status: 'failed', message: 'The connection was cut.' }])
  })

  it('is not tried again and again where a server doesn’t offer it', async () => {
    channel.send(new SourceError('not_found', 'historian', 'No such verb.'))
    expect(await followSamples(site.context, source(), channel.subscribe, signal)).toBe('not-offered')
  })

  it('opens a lost connection again, in one process only, and ends when it is stopped', async () => {
    site.historian.subscribe = channel.subscribe
    const context = {
      ...site.context,
      sources: new Map([['historian', { source: site.historian.asSource(), every: { ...everyMinute } }]]),
    }
    const first = followSources(context)
    const second = followSources(context)
    await vi.waitFor(() => expect(channel.opened).toBe(1), patience)
    channel.send([sample(3, 1)], lost())
    await vi.waitFor(() => expect(channel.opened).toBe(2), patience)
    channel.send([sample(2, 2)])
    await vi.waitFor(async () => expect(Object.values(await site.stored('A'))).toEqual([[1], [2]]), patience)
    await Promise.all([first.stop(), second.stop()])
    expect(channel.opened).toBe(2)
  })
})

const everyMinute = { discoverS: 60, productionS: 60, hourlyS: 60, samplesS: 60 }
