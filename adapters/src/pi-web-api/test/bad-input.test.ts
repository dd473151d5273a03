import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sample, TimeRange } from '../../port.ts'
import type { PiWebApiSettings } from '../config.ts'
import { parsePiMapping } from '../mapping.ts'
import { createPiWebApiSource } from '../pi-web-api-source.ts'
import { collect, epoch, range, type SimulatedHistorian, siteMapping, startHistorian } from './simulated-historian.ts'

const { signal } = new AbortController()
const tags = ['ISA-01.WHP', 'ISA-02.WHP', 'KNA-03.OIL_RATE']
const [first = ''] = tags
const hourMs = 3_600_000

let historian: SimulatedHistorian

beforeEach(async () => {
  historian = await startHistorian()
})
afterEach(() => historian.stop())

const read = (keys: readonly string[] = tags, of: TimeRange = range) =>
  collect(historian.source.series.readRecorded(keys, of, signal))
const summarise = (keys: readonly string[] = tags, of: TimeRange = range, stepS = 3_600) =>
  collect(historian.source.series.readSummaries(keys, of, stepS, signal))
const latest = (keys: readonly string[] = tags) => collect(historian.source.series.readLatest(keys, signal))
const setFaults = (...faults: string[]) => historian.simulator.faults.set(...faults)
const another = (settings: Partial<PiWebApiSettings>) =>
  createPiWebApiSource({
    id: 'pi',
    name: 'Another set-up',
    baseUrl: historian.simulator.baseUrl,
    mapping: siteMapping,
    resilience: { attempts: 1 },
    now: () => epoch,
    ...settings,
  })
const ofTag = (rows: readonly Sample[], tag = first) => rows.filter(({ sourceKey }) => sourceKey === tag)
const tagRule = { match: String.raw`^(?<node>[A-Z]+)\.COMP_STATE$`, quantity: 'choke', name: 'Compressor', unit: '%' }
const mappingOf = (...rules: object[]) =>
  parsePiMapping({ dataServer: 'TBSIM', nodes: { namespace: 'field', keyKind: 'code' }, tags: rules })

// One case for each line of the table of bad input in what is known of the protocol.
describe('bad input seen in practice: values', () => {
  it('a system state where a number is expected becomes null, bad, with its code as the reason, never a number', async () => {
    setFaults('system-state=253')
    const { rows } = await read()
    expect(rows.length).toBeGreaterThan(50)
    expect(rows.filter(({ value, quality }) => value !== null || quality !== 'bad')).toEqual([])
    expect(new Set(rows.map(({ reason }) => reason))).toEqual(new Set(['253 Pt Created']))
  })

  it('a system state under a local name keeps the reason that its code stands for', async () => {
    setFaults('system-state=246', 'renamed-states')
    expect(new Set((await read()).rows.map(({ reason }) => reason))).toEqual(new Set(['246 I/O Timeout']))
  })

  it('a good enumeration object is mapped by its code, and an unknown code is an unknown state, no crash', async () => {
    const states = { 0: 0, 1: 100, 2: 50 }
    const { series } = another({ mapping: mappingOf({ ...tagRule, interpolation: 'step', states }) })
    const readStates = async () => (await collect(series.readRecorded(['ISA.COMP_STATE'], range, signal))).rows
    const known = await readStates()
    expect(known.length).toBeGreaterThan(0)
    expect(known.filter(({ value }) => value === null || ![0, 50, 100].includes(value))).toEqual([])
    setFaults('unknown-state=99')
    const unknown = await readStates()
    expect(new Set(unknown.map(({ value, reason }) => `${value} ${reason}`))).toEqual(
      new Set(['null unknown state 99 ?']),
    )
  })

  it('a number or an error text flagged not good is bad, and the number is not used', async () => {
    setFaults('bad-numbers')
    const { rows } = await read()
    expect(rows.filter(({ value, quality }) => value !== null || quality !== 'bad')).toEqual([])
    expect(new Set(rows.map(({ reason }) => reason))).toEqual(new Set(['flagged bad', 'Calculation failed']))
  })

  it('NaN, and a text where the type of a point was changed, are bad; what is a number goes on', async () => {
    for (const fault of ['not-a-number', 'text-values']) {
      setFaults(fault)
      const { rows, refused } = await read()
      expect(refused).toEqual([])
      expect(rows.some(({ value }) => value !== null)).toBe(true)
      expect(rows.some(({ value, quality }) => value === null && quality === 'bad')).toBe(true)
    }
  })

  it('a Float32 with the noise of its widening is kept as sent, so that reading it again finds it equal', async () => {
    const { rows } = await read(['ISA-01.WHP'])
    const values = rows.flatMap(({ value }) => value ?? [])
    expect(values.filter((value) => Math.fround(value) !== value)).toEqual([])
    expect((await read(['ISA-01.WHP'])).rows).toEqual(rows)
  })
})

describe('bad input seen in practice: answers', () => {
  it('HTTP 200 with Errors of one stream fails that stream and keeps the others', async () => {
    setFaults('unreadable=ISA-01.*')
    const { rows, refused } = await read()
    expect(refused).toMatchObject([{ key: first, message: expect.stringContaining('no right to read') as string }])
    expect(new Set(rows.map(({ sourceKey }) => sourceKey))).toEqual(new Set(tags.slice(1)))
  })

  it('HTTP 200 with a WebException at its top is a failure, not an empty answer', async () => {
    setFaults('exception')
    await expect(read()).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('HTTP 200 whose values break off with an error keeps what came before and refuses the stream', async () => {
    const whole = await read()
    setFaults('broken-stream=3')
    const { rows, refused } = await read()
    // What an archive gives before it breaks off is taken a few times over, in case it is only one sample.
    for (const tag of tags) {
      const before = rows.filter(({ sourceKey }) => sourceKey === tag)
      expect(before.length).toBeGreaterThan(3)
      expect(before).toEqual(whole.rows.filter(({ sourceKey }) => sourceKey === tag).slice(0, before.length))
    }
    expect(rows.length).toBeLessThan(whole.rows.length)
    expect(refused.map(({ key }) => key).toSorted()).toEqual(tags.toSorted())
  })

  it('exactly maxCount items are taken for cut off, and the next page is asked for', async () => {
    const whole = await read()
    const { series } = another({ itemsPerCall: 3 * 7 })
    expect((await collect(series.readRecorded(tags, range, signal))).rows.toSorted(byKey)).toEqual(
      whole.rows.toSorted(byKey),
    )
  })

  it('400 "greater than the maximum allowed" has the limit taken over and remembered', async () => {
    const whole = await read()
    setFaults('item-cap=40')
    historian.simulator.log.clear()
    expect((await read()).rows.toSorted(byKey)).toEqual(whole.rows.toSorted(byKey))
    expect((await read()).rows).toHaveLength(whole.rows.length)
    const counts = historian.simulator.log.requests.map(({ url }) => {
      const query = new URL(url, 'http://any').searchParams
      return Number(query.get('maxCount')) * query.getAll('webId').length
    })
    expect(counts.filter((count) => count > 40)).toHaveLength(1)
  })

  it('one unreadable tag in a set of 100 is a partial success with an error of that tag', async () => {
    const many = (await historian.source.discover(signal)).signals.slice(0, 100).map(({ sourceKey }) => sourceKey)
    const bad = many[41] ?? ''
    setFaults(`unreadable=${bad}`)
    const { rows, refused } = await read(many)
    expect(refused.map(({ key }) => key)).toEqual([bad])
    expect(new Set(rows.map(({ sourceKey }) => sourceKey)).size).toBe(99)
  })

  it('a page of HTML with 502, 503 or 414 is sorted by its status and never parsed', async () => {
    for (const fault of ['bad-gateway', 'unavailable']) {
      setFaults(fault)
      await expect(read()).rejects.toMatchObject({ code: 'unavailable' })
    }
    setFaults('short-urls=300')
    await expect(read([first])).rejects.toMatchObject({ code: 'bad_payload' })
  })

  it('Links.Next to an inner host, with &amp; in it, is not followed: pages go on from startIndex', async () => {
    const { signals, unmatchedSignals = 0 } = await historian.source.discover(signal)
    expect(signals.length + unmatchedSignals).toBeGreaterThan(1_000)
    const asked = historian.simulator.log.requests.filter(({ url }) => url.includes('/points?'))
    expect(asked.map(({ url }) => new URL(url, 'http://any').searchParams.get('startIndex'))).toEqual(['0', '1000'])
  })
})

function byKey(a: Sample, b: Sample): number {
  return a.sourceKey.localeCompare(b.sourceKey) || a.at.getTime() - b.at.getTime()
}

describe('bad input seen in practice: time', () => {
  it('several events on one timestamp keep their order, each once, however pages fall', async () => {
    setFaults('equal-stamps=5')
    const whole = ofTag((await read([first])).rows)
    expect(whole.length % 5).toBe(0)
    for (const itemsPerCall of [6, 7, 11]) {
      const { series } = another({ itemsPerCall })
      expect((await collect(series.readRecorded([first], range, signal))).rows).toEqual(whole)
    }
  })

  it('timestamps with 0 to 7 decimals, mixed, are read alike, and neighbours 100 ns apart are two', async () => {
    const single = await read()
    const decimals = new Set(single.rows.map(({ at }) => at.getTime() % 1_000 === 0))
    expect(decimals.size).toBe(2)
    setFaults('neighbours')
    for (const itemsPerCall of [9, 50_000]) {
      const { series } = another({ itemsPerCall })
      const { rows } = await collect(series.readRecorded(tags, range, signal))
      expect(rows).toHaveLength(2 * single.rows.length)
    }
  })

  it('events on the border of two windows come once: windows are half-open', async () => {
    const whole = await read([first])
    const middle = whole.rows[10]?.at ?? range.start
    const before = await read([first], { start: range.start, end: middle })
    const after = await read([first], { start: middle, end: range.end })
    expect([...before.rows, ...after.rows]).toEqual(whole.rows)
  })

  it('a server culture with local times is refused, and what is asked is ISO 8601 with Z alone', async () => {
    setFaults('local-times')
    const { rows, refused } = await read()
    expect(rows).toEqual([])
    expect(refused.map(({ key, reason }) => [key, reason])).toEqual(tags.map((tag) => [tag, 'wrong-shape']))
    for (const { url } of historian.simulator.log.requests) {
      const query = new URL(url, 'http://any').searchParams
      for (const name of ['startTime', 'endTime'])
        expect(query.get(name) ?? '').toMatch(/^(\d{4}-\d\d-\d\dT[\d:.]+Z)?$/)
    }
  })

  it('values that are not in order, or twice, come oldest first and are not thrown away', async () => {
    const whole = await read([first])
    setFaults('unordered')
    expect((await read([first])).rows).toEqual(whole.rows)
    setFaults('duplicates')
    expect((await read([first])).rows).toHaveLength(2 * whole.rows.length)
  })

  it('a future-dated event at the end of an archive is refused, and the value of now is read', async () => {
    const now = await latest()
    setFaults('future-event=60')
    const { rows, refused } = await latest()
    expect(rows).toEqual(now.rows)
    expect(refused.map(({ reason }) => reason)).toEqual(tags.map(() => 'future-sample'))
    const ahead = { start: range.start, end: new Date(epoch.getTime() + 2 * hourMs) }
    expect((await read([first], ahead)).refused).toMatchObject([{ reason: 'future-sample' }])
  })

  it.each(['future-event', 'clock-skew'])('%s is not met by a reading that ends at now', async (fault) => {
    setFaults(fault)
    const upToNow = { start: new Date(epoch.getTime() - hourMs), end: epoch }
    const { rows, refused } = await read(tags, upToNow)
    expect(refused).toEqual([])
    expect(rows.length).toBeGreaterThan(10)
  })

  it('drift is told by field, what was expected and what came, in one sentence', async () => {
    setFaults('drift')
    const text = '/streamsets/recorded: Items.0.Items.0.Value is missing where a value was expected.'
    await expect(read()).rejects.toMatchObject({
      code: 'bad_payload',
      message: expect.stringContaining(text) as string,
    })
  })

  it('numbers that become texts everywhere are bad samples of a shape that was known, and drift in summaries', async () => {
    await read()
    const before = historian.source.takeWireShapes?.()
    setFaults('drift-type')
    const { rows, refused } = await read()
    expect(refused).toEqual([])
    expect(rows.filter(({ value, quality }) => value !== null || quality !== 'bad')).toEqual([])
    expect(historian.source.takeWireShapes?.()).toEqual(before)
    await expect(summarise()).rejects.toMatchObject({ code: 'bad_payload' })
  })

  it('a future-dated event of a series that holds forecasts is read', async () => {
    setFaults('future-event=60')
    const whp = { match: String.raw`^(?<node>[A-Z]+-\d+)\.WHP$`, quantity: 'wellhead_pressure', name: 'p', unit: 'bar' }
    const { series, discover } = another({
      mapping: mappingOf({ ...whp, gauge: true, interpolation: 'linear', future: true }),
    })
    // The point itself says that it is none: the mapping knows better.
    await discover(signal)
    const { rows, refused } = await collect(series.readLatest([first], signal))
    expect(rows.map(({ at }) => at.getTime())).toEqual([epoch.getTime() + hourMs])
    expect(refused).toEqual([])
  })

  it('a server whose clock is ahead has samples refused that no clock of ours can explain', async () => {
    setFaults('clock-skew=30')
    const ahead = { start: new Date(epoch.getTime() - hourMs), end: new Date(epoch.getTime() + hourMs) }
    const { rows, refused } = await read(tags, ahead)
    const latestMs = Math.max(...rows.map(({ at }) => at.getTime()))
    expect(latestMs).toBeLessThanOrEqual(epoch.getTime() + 600_000)
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['future-sample']))
  })

  it.each([
    ['25 hours, when the clocks go back', '2025-10-25T04:00:00Z', '2025-10-26T05:00:00Z', 25],
    ['24 hours', '2025-10-28T05:00:00Z', '2025-10-29T05:00:00Z', 24],
    ['23 hours, when they go forward', '2025-03-29T05:00:00Z', '2025-03-30T04:00:00Z', 23],
  ])('a local day of %s has so many hourly rows, each an hour of elapsed time', async (_what, start, end, hours) => {
    const { rows } = await summarise([first], { start: new Date(start), end: new Date(end) })
    expect(rows.map((row) => (row.start.getTime() - Date.parse(start)) / hourMs)).toEqual(
      Array.from({ length: hours }, (_, hour) => hour),
    )
  })
})

describe('bad input seen in practice: statistics and history', () => {
  it('Total of an hourly-unit tag: no Total is asked for, so that no time base is guessed; the average stands in its own', async () => {
    const { rows } = await summarise(['KNA-03.OIL_RATE'])
    const asked = historian.simulator.log.requests.flatMap(({ url }) =>
      new URL(url, 'http://any').searchParams.getAll('summaryType'),
    )
    expect(asked).not.toContain('Total')
    const { baseUrl } = historian.simulator
    const times = `startTime=${range.start.toISOString()}&endTime=${range.end.toISOString()}`
    const point = await fetch(`${baseUrl}/points?path=${encodeURIComponent(String.raw`\\TBSIM\KNA-03.OIL_RATE`)}`)
    const { WebId } = (await point.json()) as { WebId: string }
    const answer = await fetch(`${baseUrl}/streams/${WebId}/summary?${times}&summaryType=Total`)
    const total = ((await answer.json()) as { Items: { Value: { Value: number } }[] }).Items[0]?.Value.Value ?? 0
    // The server takes the unit for one per day: of a rate per hour its Total would be 24 times too small.
    const days = rows.reduce((sum, { average, goodShare }) => sum + (average ?? 0) * goodShare, 0) / 24
    expect(Math.abs(days / total - 1)).toBeLessThan(0.01)
    expect(() =>
      mappingOf({
        ...tagRule,
        quantity: 'oil_production',
        unit: 'm3/h',
        reference: 'metric',
        timeBase: 'd',
        interpolation: 'linear',
      }),
    ).toThrow('not per d')
  })

  it('Total or Average with PercentGood of 40 % carries that share', async () => {
    setFaults('percent-good=40')
    const { rows } = await summarise()
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.filter(({ goodShare, average }) => goodShare !== 0.4 || average === null)).toEqual([])
  })

  it('an interval without good data is a gap, not a zero', async () => {
    setFaults('percent-good=0')
    const { rows } = await summarise()
    expect(
      rows.filter(({ average, minimum, maximum }) => average !== null || minimum !== null || maximum !== null),
    ).toEqual([])
    expect(new Set(rows.map(({ goodShare }) => goodShare))).toEqual(new Set([0]))
  })

  it('a stuck tag is no failure: no new event, no refusal, and its signal says how long it may be silent', async () => {
    setFaults('stuck=48')
    expect(await read()).toEqual({ rows: [], refused: [] })
    const { signals } = await historian.source.discover(signal)
    expect(signals.find(({ sourceKey }) => sourceKey === first)?.expectedPeriodS).toBe(300)
  })

  it('late or edited history is there when its span is read again', async () => {
    const recent = { start: new Date(epoch.getTime() - 4 * hourMs), end: epoch }
    const before = ofTag((await read([first], recent)).rows)
    setFaults('edited-history=2')
    const after = ofTag((await read([first], recent)).rows)
    const stampsOf = (rows: readonly Sample[]) => new Set(rows.map(({ at }) => at.getTime()))
    expect([...stampsOf(after)].some((at) => !stampsOf(before).has(at))).toBe(true)
    expect([...stampsOf(before)].some((at) => !stampsOf(after).has(at))).toBe(true)
    expect(after.some(({ quality }) => quality === 'substituted')).toBe(true)
    const old = (rows: readonly Sample[]) => rows.filter(({ at }) => at.getTime() < epoch.getTime() - 2.1 * hourMs)
    expect(old(after)).toEqual(old(before))
  })
})

describe('bad input seen in practice: identity and units', () => {
  it('a WebID that is suddenly 404 is dropped, looked up by path once, and then used', async () => {
    const { series, discover } = another({ idsPerCall: 300 })
    await discover(signal)
    await collect(series.readRecorded(tags, range, signal))
    setFaults('recreated')
    historian.simulator.log.clear()
    const { rows, refused } = await collect(series.readRecorded(tags, range, signal))
    expect({ tags: new Set(rows.map(({ sourceKey }) => sourceKey)), refused }).toEqual({
      tags: new Set(tags),
      refused: [],
    })
    const lookUps = historian.simulator.log.requests.filter(({ url }) => url.endsWith('/batch'))
    expect(lookUps).toHaveLength(1)
  })

  it('a tag that is missing by path too is reported, and not looked up again at each reading', async () => {
    setFaults('missing=ISA-02.*')
    const { rows, refused } = await read()
    expect(refused).toMatchObject([{ key: 'ISA-02.WHP', reason: 'unmapped-signal' }])
    expect(new Set(rows.map(({ sourceKey }) => sourceKey)).size).toBe(2)
    historian.simulator.log.clear()
    await read()
    expect(historian.simulator.log.requests.map(({ url }) => url.split('?')[0])).toEqual([
      '/piwebapi/streamsets/recorded',
    ])
  })

  it('401 after idle is answered by fresh credentials once, and a POST always carries X-Requested-With', async () => {
    await historian.stop()
    historian = await startHistorian({}, { auth: { kind: 'oauth2', clientId: 'tieback', clientSecret: 's3cret' } })
    const auth = {
      kind: 'oauth2',
      tokenEndpoint: historian.simulator.tokenUrl,
      clientId: 'tieback',
      clientSecret: 's3cret',
    } as const
    const { series } = another({ auth, idsPerCall: 300 })
    setFaults('token-expiry=1')
    // Each token is good for one call: the look-up by POST and the reading need one each.
    expect((await collect(series.readRecorded(tags, range, signal))).rows.length).toBeGreaterThan(0)
    expect(historian.simulator.log.requests.some(({ method }) => method === 'POST')).toBe(true)
    await expect(another({ auth: { ...auth, clientSecret: 'wrong' } }).check(signal)).rejects.toMatchObject({
      code: 'unauthorized',
    })
  })

  it("a unit that is missing comes from the mapping, and one that differs from the mapping's is a warning, no conversion", async () => {
    setFaults('no-units')
    const without = await historian.source.discover(signal)
    expect(without.refused).toEqual([])
    setFaults('other-units=psi')
    const { signals, refused } = await historian.source.discover(signal)
    expect(signals).toEqual(without.signals)
    const warning = refused.find(({ key }) => key === first)
    expect(warning).toMatchObject({ reason: 'unknown-unit', message: expect.stringContaining('psi') as string })
  })
})
