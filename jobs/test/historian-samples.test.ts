import { SourceError } from '@tieback/adapters'
import { listQuarantine, listSeriesMarks, readFreshness, readLeastMark, readWatermark } from '@tieback/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { catchUpSamples, ingestSamples, rereadDays, rereadSamples, startCatchUp } from '../src/index.ts'
import { type HistorianSite, startHistorianSite } from './fake-historian.ts'

const { signal } = new AbortController()

describe('samples of a historian', () => {
  let site: HistorianSite

  beforeEach(async () => {
    site = await startHistorianSite()
  })
  afterEach(() => site.dispose())

  const ingest = () => ingestSamples(site.context, 'historian', signal)
  const reread = () => rereadSamples(site.context, 'historian', signal)
  const ago = (seconds: number): Date => new Date(site.now().getTime() - seconds * 1_000)

  const freshnessSince = async (seconds: number) =>
    (await readFreshness(site.database.pool, ago(seconds))).get('historian')

  async function catchUp(): Promise<number> {
    const state = startCatchUp()
    let chunks = 0
    while (await catchUpSamples(site.context, 'historian', state, signal)) chunks += 1
    return chunks
  }

  async function markOf(sourceKey: string): Promise<string | null> {
    const marks = await listSeriesMarks(site.database.pool, 'historian', 'samples')
    return marks.find((mark) => mark.sourceKey === sourceKey)?.completeTo?.toISOString() ?? null
  }

  /** The archive of two series up to now, one sample every five seconds for as long as said. */
  function fill(seconds: number): void {
    for (const key of ['A', 'B']) site.historian.fill(key, ago(seconds), site.now(), 5)
  }

  async function start(): Promise<void> {
    site.historian.addSeries('A')
    site.historian.addSeries('B')
    fill(600)
    await site.discover()
    await ingest()
  }

  it('are read from the first span on of a new series, and of the others from where they stand', async () => {
    await start()
    expect(await site.stored('A')).toEqual(site.archived('A', ago(600), site.now()))
    site.historian.addSeries('C')
    site.historian.fill('C', ago(3_600), site.now(), 60)
    await site.discover()
    site.historian.asked.length = 0
    site.advance(5)
    fill(5)
    await ingest()
    const spans = site.historian.asked.map(({ keys, range }) => [
      keys.join(),
      (site.now().getTime() - range.start.getTime()) / 1_000,
    ])
    expect(spans.toSorted()).toEqual([
      ['A,B', 40],
      ['C', 7_200],
    ])
    expect(Object.keys(await site.stored('C'))).toHaveLength(60)
    expect(await markOf('C')).toBe(site.now().toISOString())
  })

  it('are lost of no series that its source refuses for a while, and of no other', async () => {
    await start()
    const stood = site.now().toISOString()
    site.historian.refused.add('A')
    for (let run = 0; run < 3; run += 1) {
      site.advance(60)
      fill(60)
      await ingest()
    }
    expect(await markOf('A')).toBe(stood)
    expect(await markOf('B')).toBe(site.now().toISOString())
    expect((await readLeastMark(site.database.pool, 'historian', 'samples'))?.toISOString()).toBe(stood)
    expect((await readWatermark(site.database.pool, 'historian', 'samples'))?.completeTo.toISOString()).toBe(stood)
    site.historian.refused.clear()
    site.advance(5)
    fill(5)
    await ingest()
    for (const key of ['A', 'B']) {
      expect(await site.stored(key)).toEqual(site.archived(key, ago(3_600), site.now()))
      expect(await markOf(key)).toBe(site.now().toISOString())
    }
  })

  it('are all there after reads that broke off at any page', async () => {
    await start()
    site.historian.samplesPerPage = 3
    for (let page = 0; page < 6; page += 1) {
      site.advance(20)
      fill(20)
      site.historian.failsAfterPages = page
      await expect(ingest()).rejects.toThrow('The archive is away.')
    }
    site.historian.failsAfterPages = null
    await ingest()
    for (const key of ['A', 'B']) expect(await site.stored(key)).toEqual(site.archived(key, ago(3_600), site.now()))
  })

  it('of one instant keep their order when a page ends among them, and a write', async () => {
    site.historian.addSeries('A')
    const at = ago(60)
    // As many before it as one write takes.
    const before = 20_008
    for (let sample = 1; sample <= before; sample += 1) site.historian.put('A', ago(60 + sample / 4), sample)
    site.historian.put('A', at, 4, null, 2)
    site.historian.samplesPerPage = before + 2
    await site.discover()
    await ingest()
    const stored = await site.stored('A')
    expect(stored[at.toISOString()]).toEqual([4, null, 2])
    expect(Object.keys(stored)).toHaveLength(before + 1)
  })

  it('are read to the newest at once after an outage, and caught up behind, oldest first, without a gap', async () => {
    await start()
    const left = site.now()
    site.advance(4 * 3_600)
    fill(4 * 3_600)
    await ingest()
    expect(await markOf('A')).toBe(left.toISOString())
    const front = Object.keys(await site.stored('A'))
    expect(front.at(-1)).toBe(ago(5).toISOString())
    expect(front).not.toContain(ago(7_200).toISOString())
    site.historian.asked.length = 0
    expect(await catchUp()).toBeGreaterThan(1)
    const starts = site.historian.asked.map(({ range }) => range.start.getTime())
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    for (const key of ['A', 'B']) expect(await site.stored(key)).toEqual(site.archived(key, ago(20_000), site.now()))
    expect((new Date((await markOf('A')) ?? 0).getTime() - ago(600).getTime()) / 1_000).toBeGreaterThanOrEqual(0)
    site.historian.asked.length = 0
    expect(await catchUp()).toBe(0)
    expect(site.historian.asked).toEqual([])
  })

  it('are caught up of the others while one series is refused', async () => {
    await start()
    site.advance(3_600)
    fill(3_600)
    site.historian.refused.add('A')
    expect(await catchUp()).toBeGreaterThan(0)
    await ingest()
    expect(await site.stored('B')).toEqual(site.archived('B', ago(10_000), site.now()))
    site.historian.refused.clear()
    expect(await catchUp()).toBeGreaterThan(0)
    await ingest()
    expect(await site.stored('A')).toEqual(site.archived('A', ago(10_000), site.now()))
  })

  it('of a station whose live values return before its buffer are caught up from where it fell silent', async () => {
    await start()
    const silentFrom = site.now()
    for (let poll = 0; poll < 4; poll += 1) {
      site.advance(600)
      site.historian.fill('B', ago(600), site.now(), 5)
      await ingest()
    }
    site.advance(2 * 3_600)
    site.historian.fill('B', ago(2 * 3_600), site.now(), 5)
    site.historian.put('A', ago(5), 1)
    await ingest()
    expect(Object.keys(await site.stored('A')).at(-1)).toBe(ago(5).toISOString())
    site.historian.fill('A', silentFrom, ago(5), 5)
    site.historian.asked.length = 0
    await catchUp()
    await ingest()
    for (const key of ['A', 'B']) expect(await site.stored(key)).toEqual(site.archived(key, ago(20_000), site.now()))
    // The others are not read again for its sake.
    const starts = site.historian.asked
      .filter(({ keys }) => keys.includes('B'))
      .map(({ range }) => range.start.getTime())
    expect(Math.min(...starts)).toBeGreaterThan(ago(2 * 3_600).getTime() - 120_000)
  })

  it('that arrive minutes late, as from a source whose clock is slow, are read by the live front', async () => {
    site.historian.addSeries('A')
    await site.discover()
    // Each sample gets into the archive four minutes after its own instant.
    for (let step = 0; step < 30; step += 1) {
      site.advance(10)
      site.historian.put('A', ago(240), step)
      await ingest()
    }
    expect(Object.keys(await site.stored('A'))).toHaveLength(30)
  })

  it('that came late, were corrected or deleted are found by looking back, and what was believed before is kept', async () => {
    await start()
    const before = await site.knownNow()
    const [late, corrected, deleted] = [ago(302), ago(300), ago(400)]
    site.historian.put('A', late, 7)
    site.historian.put('A', corrected, 8)
    site.historian.archive.get('A')?.delete(deleted.getTime())
    site.advance(90)
    expect(await reread()).toMatchObject({ written: 3, quarantined: 0 })
    const stored = await site.stored('A')
    expect(stored[late.toISOString()]).toEqual([7])
    expect(stored[corrected.toISOString()]).toEqual([8])
    expect(stored[deleted.toISOString()]).toBeUndefined()
    expect((await site.stored('A', before))[deleted.toISOString()]).toEqual([deleted.getTime() / 60_000])
    expect(await reread()).toMatchObject({ written: 0 })
  })

  it('that come while it looks back are not taken for deleted', async () => {
    await start()
    site.advance(90)
    const late = ago(400.5)
    let hasCome = false
    site.historian.onRead = async ({ start: from, end }) => {
      // After the archive has answered, and before the answer is written.
      if (hasCome || late < from || late >= end) return
      hasCome = true
      site.historian.put('A', late, 9)
      await rereadDays(site.context, 'historian', { from: '2026-03-12', to: '2026-03-13' }, signal)
    }
    await reread()
    expect(hasCome).toBe(true)
    expect((await site.stored('A'))[late.toISOString()]).toEqual([9])
  })

  const tags = Array.from({ length: 20 }, (_, tag) => `T${String(tag)}`)

  it('are not withdrawn when an archive answers with nothing, until somebody asks for those days', async () => {
    for (const tag of tags) {
      site.historian.addSeries(tag)
      site.historian.fill(tag, ago(1_200), site.now(), 5)
    }
    await site.discover()
    await ingest()
    const had = await site.stored('T0')
    for (const tag of tags) site.historian.archive.get(tag)?.clear()
    await reread()
    expect(await site.stored('T0')).toEqual(had)
    const openRows = async () => {
      const query = { sourceId: 'historian', isResolved: false, limit: 9, cursor: null }
      return (await listQuarantine(site.database.pool, query)).rows.map(({ key, reason }) => [key, reason])
    }
    expect(await openRows()).toEqual([['2026-03-12/2026-03-13', 'mass-withdrawal']])
    await rereadDays(site.context, 'historian', { from: '2026-03-12', to: '2026-03-13' }, signal)
    expect(await site.stored('T0')).toEqual({})
    expect(await openRows()).toEqual([])
  })

  it('are withdrawn where the archive keeps one of ten, as compression does with what a stream of live values gave', async () => {
    for (const tag of tags) {
      site.historian.addSeries(tag)
      site.historian.fill(tag, ago(1_200), site.now(), 5)
    }
    await site.discover()
    await ingest()
    const before = Object.keys(await site.stored('T0')).length
    for (const tag of tags) {
      const archive = site.historian.archive.get(tag)
      for (const [index, at] of [...(archive?.keys() ?? [])].entries()) if (index % 10 !== 0) archive?.delete(at)
    }
    await reread()
    const after = Object.keys(await site.stored('T0')).length
    expect(after).toBeGreaterThan(0)
    expect(after).toBeLessThan(before / 5)
  })

  it('are read past one that the source can not give, which is taken in once it can', async () => {
    await start()
    site.advance(60)
    fill(60)
    const broken = ago(30)
    site.historian.broken.set('A', new Set([broken.getTime()]))
    await ingest()
    expect(await markOf('A')).toBe(site.now().toISOString())
    expect(Object.keys(await site.stored('A'))).not.toContain(broken.toISOString())
    const query = { sourceId: 'historian', isResolved: false, limit: 9, cursor: null }
    expect((await listQuarantine(site.database.pool, query)).rows).toMatchObject([
      { key: `A ${broken.toISOString()}`, reason: 'wrong-shape' },
    ])
    site.historian.broken.clear()
    site.advance(90)
    await reread()
    expect(await site.stored('A')).toEqual(site.archived('A', ago(3_600), site.now()))
  })

  it('are not withdrawn where the source can not give them any more, while late ones beside them are taken in', async () => {
    await start()
    const [broken, late] = [ago(300), ago(302)]
    site.historian.broken.set('A', new Set([broken.getTime()]))
    site.historian.put('A', late, 7)
    site.advance(90)
    await reread()
    expect(await site.stored('A')).toEqual(site.archived('A', ago(3_600), site.now()))
    expect((await site.stored('A'))[late.toISOString()]).toEqual([7])
  })

  it('are withdrawn of no series that is refused while it looks back', async () => {
    await start()
    const had = await site.stored('A')
    site.advance(90)
    site.historian.archive.get('A')?.clear()
    site.historian.refused.add('A')
    await reread()
    expect(await site.stored('A')).toEqual(had)
  })

  it('are counted by how fresh they arrive, each once, and the past not at all', async () => {
    await start()
    expect(await freshnessSince(3_600)).toBeUndefined()
    for (let poll = 0; poll < 10; poll += 1) {
      site.advance(5)
      for (const key of ['A', 'B']) site.historian.put(key, ago(4), poll)
      await ingest()
    }
    expect(await freshnessSince(3_600)).toEqual({
      samples: 20,
      p50S: 5,
      p95S: 5,
      p99S: 5,
    })
    site.advance(3 * 3_600)
    fill(3 * 3_600)
    await catchUp()
    expect((await freshnessSince(24 * 3_600))?.samples).toBe(20)
  })

  it('of a source that is down are told of by whichever process runs, until the job that failed succeeds', async () => {
    await start()
    site.historian.failsAfterPages = 0
    site.historian.failure = new SourceError('unavailable', 'historian', 'gone')
    site.advance(5)
    fill(5)
    await expect(ingest()).rejects.toThrow('gone')
    const elsewhere = { ...site.context }
    site.historian.failsAfterPages = null
    await rereadSamples(elsewhere, 'historian', signal)
    const stateOf = async () => {
      const query = 'select status, message from source_state order by known_from desc limit 1'
      return (await site.database.pool.query<{ status: string; message: string | null }>(query)).rows
    }
    expect(await stateOf()).toEqual([{ status: 'down', message: 'gone' }])
    await ingestSamples(elsewhere, 'historian', signal)
    expect(await stateOf()).toEqual([{ status: 'ok', message: null }])
    expect(site.logged.filter((line) => line.startsWith('error'))).toHaveLength(1)
  })
})
