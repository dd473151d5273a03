import { afterEach, describe, expect, it } from 'vitest'
import { type ScriptedServer, type Script, startScriptedServer } from '../../http/test/scripted-server.ts'
import type { Page, Sample } from '../../port.ts'
import { type ArchivedValue, archiveScript, createTestSource, type PiArchive, webIdOf } from './pi-archive.ts'

const range = { start: new Date('2024-03-14T00:00:00Z'), end: new Date('2024-03-15T00:00:00Z') }
const signal = new AbortController().signal
let server: ScriptedServer | null = null

afterEach(async () => {
  await server?.stop()
  server = null
})

const everyMinute = (count: number, offset = 0): ArchivedValue[] =>
  Array.from({ length: count }, (_, index) => ({
    Timestamp: new Date(range.start.getTime() + index * 60_000).toISOString().replace('.000Z', 'Z'),
    Value: index + offset,
  }))

const byTimestamp = (a: ArchivedValue, b: ArchivedValue) => a.Timestamp.localeCompare(b.Timestamp)

async function read(
  script: Script | PiArchive,
  tags: readonly string[],
  overrides: Parameters<typeof createTestSource>[1] = {},
) {
  server = await startScriptedServer(typeof script === 'function' ? script : archiveScript(script))
  const source = createTestSource(server.baseUrl, overrides)
  const pages: Page<Sample>[] = []
  for await (const page of source.series.readRecorded(tags, range, signal)) pages.push(page)
  return { rows: pages.flatMap(({ rows }) => rows), refused: pages.flatMap(({ refused }) => refused) }
}

const valuesOf = (rows: readonly Sample[], tag: string) =>
  rows.filter(({ sourceKey }) => sourceKey === tag).map(({ value }) => value)

describe('readRecorded', () => {
  it('reads past the silent cut at maxCount', async () => {
    const { rows } = await read({ series: { 'A-1.WHP': everyMinute(250) } }, ['A-1.WHP'], { itemsPerCall: 20 })
    expect(valuesOf(rows, 'A-1.WHP')).toEqual(everyMinute(250).map(({ Value }) => Value))
  })

  it('reads series of unlike density to the end of each', async () => {
    const series = { 'A-1.WHP': everyMinute(400), 'A-2.WHP': everyMinute(3), 'A-3.WHP': [], 'A-4.WHP': everyMinute(55) }
    const { rows, refused } = await read({ series }, Object.keys(series), { itemsPerCall: 40 })
    for (const [tag, values] of Object.entries(series))
      expect(valuesOf(rows, tag)).toEqual(values.map(({ Value }) => Value))
    expect(refused).toEqual([])
  })

  it('keeps events that share a timestamp, also across a page border, and equal ones among them', async () => {
    const shared = ['1', '2', '2', '3', '2'].map((Value) => ({
      Timestamp: '2024-03-14T10:00:00Z',
      Value: Number(Value),
    }))
    const series = { 'A-1.WHP': [...everyMinute(3), ...shared, { Timestamp: '2024-03-14T11:00:00Z', Value: 9 }] }
    for (const itemsPerCall of [6, 7, 8, 50]) {
      const { rows } = await read({ series }, ['A-1.WHP'], { itemsPerCall })
      expect(valuesOf(rows, 'A-1.WHP')).toEqual([0, 1, 2, 1, 2, 2, 3, 2, 9])
      await server?.stop()
    }
  })

  it('asks for a crowded timestamp alone, and for more at a time', async () => {
    const crowd = Array.from({ length: 12 }, (_, Value) => ({ Timestamp: '2024-03-14T10:00:00Z', Value }))
    const series = { 'A-1.WHP': crowd, 'A-2.WHP': everyMinute(30), 'A-3.WHP': everyMinute(30) }
    const { rows, refused } = await read({ series }, Object.keys(series), { itemsPerCall: 24 })
    expect(valuesOf(rows, 'A-1.WHP')).toEqual(crowd.map(({ Value }) => Value))
    expect(valuesOf(rows, 'A-2.WHP')).toHaveLength(30)
    expect(refused).toEqual([])
  })

  it('goes on where it was after a crowd has put one series ahead of the others', async () => {
    const crowd = Array.from({ length: 5 }, (_, Value) => ({ Timestamp: '2024-03-14T00:00:30Z', Value }))
    const names = Array.from({ length: 5 }, (_, index) => `A-${index}.WHP`)
    const series = {
      'B-1.WHP': [...crowd, ...everyMinute(40).slice(1)],
      ...Object.fromEntries(names.map((name) => [name, everyMinute(40)])),
    }
    const { rows, refused } = await read({ series }, Object.keys(series), { itemsPerCall: 24 })
    for (const [tag, values] of Object.entries(series))
      expect(valuesOf(rows, tag)).toEqual(values.map(({ Value }) => Value))
    expect(refused).toEqual([])
  })

  it('refuses a series with more events on one timestamp than a call may have, rather than ask for ever', async () => {
    const crowd = Array.from({ length: 30 }, (_, Value) => ({ Timestamp: '2024-03-14T10:00:00Z', Value }))
    const series = { 'A-1.WHP': crowd, 'A-2.WHP': everyMinute(30) }
    const { rows, refused } = await read({ series }, Object.keys(series), { itemsPerCall: 20 })
    expect(refused).toMatchObject([{ key: 'A-1.WHP', reason: 'wrong-shape' }])
    expect(valuesOf(rows, 'A-2.WHP')).toHaveLength(30)
  })

  it('moves on over a page of nothing but states', async () => {
    const states = everyMinute(40).map((value) => ({
      ...value,
      Good: false,
      Value: { Name: 'Shutdown', Value: 254, IsSystem: true },
    }))
    const series = { 'A-1.WHP': [...states, { Timestamp: '2024-03-14T12:00:00Z', Value: 5 }] }
    const { rows } = await read({ series }, ['A-1.WHP'], { itemsPerCall: 10 })
    expect(rows).toHaveLength(41)
    expect(rows[0]).toMatchObject({ value: null, quality: 'bad', reason: '254 Shutdown' })
    expect(rows.at(-1)?.value).toBe(5)
  })

  it('tells events apart that differ by 100 ns', async () => {
    const stamps = ['2024-03-14T10:00:00.0000001Z', '2024-03-14T10:00:00.0000002Z', '2024-03-14T10:00:00.0000003Z']
    const series = { 'A-1.WHP': stamps.map((Timestamp) => ({ Timestamp, Value: 7 })) }
    const { rows } = await read({ series }, ['A-1.WHP'], { itemsPerCall: 2 })
    expect(rows.map(({ at }) => at.toISOString())).toEqual(Array(3).fill('2024-03-14T10:00:00.000Z'))
  })

  it('includes the start and leaves the end out, which PI includes', async () => {
    const series = {
      'A-1.WHP': ['2024-03-14T00:00:00Z', '2024-03-14T23:59:59.9999999Z', '2024-03-15T00:00:00Z'].map(
        (Timestamp, Value) => ({ Timestamp, Value }),
      ),
    }
    expect(valuesOf((await read({ series }, ['A-1.WHP'])).rows, 'A-1.WHP')).toEqual([0, 1])
  })

  it.each(['call', 'stream'] as const)(
    "takes over the server's own limit at once where it counts by the %s",
    async (limitCounts) => {
      const series = { 'A-1.WHP': everyMinute(100), 'A-2.WHP': everyMinute(100) }
      const { rows } = await read({ series, itemsMax: 30, limitCounts }, Object.keys(series), { itemsPerCall: 1_000 })
      expect(rows).toHaveLength(200)
      const asked =
        server?.requests.map(({ query }) => Number(query.get('maxCount')) * query.getAll('webId').length) ?? []
      expect(asked.filter((total) => total > 30)).toEqual([1_000])
    },
  )

  it('asks for half of what it did where the server names a limit that it does not keep', async () => {
    const archive = archiveScript({ series: { 'A-1.WHP': everyMinute(30) } })
    const refusal = {
      status: 400,
      body: { Errors: ["Parameter 'maxCount' is greater than the maximum allowed (150000)."] },
    }
    const script: Script = (request) => (Number(request.query.get('maxCount')) > 20 ? refusal : archive(request))
    expect((await read(script, ['A-1.WHP'], { itemsPerCall: 100 })).rows).toHaveLength(30)
    expect(server?.requests.map(({ query }) => query.get('maxCount')).slice(0, 4)).toEqual(['100', '50', '25', '12'])
  })

  it('gives up on a server that refuses even two values', async () => {
    const attempt = read({ series: { 'A-1.WHP': everyMinute(3) }, itemsMax: 1 }, ['A-1.WHP'])
    await expect(attempt).rejects.toMatchObject({ code: 'bad_payload' })
  })

  it('refuses a series that the server fails on and reads the others', async () => {
    const { rows, refused } = await read({ series: { 'A-1.WHP': everyMinute(3) } }, ['A-9.WHP', 'A-1.WHP'])
    expect(refused).toMatchObject([{ key: 'A-9.WHP', reason: 'unmapped-signal' }])
    expect(valuesOf(rows, 'A-1.WHP')).toEqual([0, 1, 2])
  })

  it('finds the one series for which the whole call fails', async () => {
    const series = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`A-${index}.WHP`, everyMinute(2)]))
    const archive = archiveScript({ series })
    const script: Script = (request) =>
      request.query.getAll('webId').includes(webIdOf('A-6.WHP'))
        ? { status: 404, body: { Errors: ['Not found'] } }
        : archive(request)
    const { rows, refused } = await read(script, Object.keys(series))
    expect(refused.map(({ key }) => key)).toEqual(['A-6.WHP'])
    expect(rows).toHaveLength(16)
  })

  const brokenAt = (Timestamp: string): ArchivedValue => ({
    Timestamp,
    Value: null,
    Good: false,
    Errors: [{ FieldName: 'Value', Message: ['archive offline'] }],
  })
  const breakOff: (values: readonly ArchivedValue[]) => readonly ArchivedValue[] = (values) => {
    const first = values.findIndex((value) => 'Errors' in value)
    return first === -1 ? values : values.slice(0, first + 1)
  }

  /** An archive whose streams end at a sample that it can't give. */
  function breakingScript(
    series: PiArchive['series'],
    each: (values: readonly ArchivedValue[]) => readonly ArchivedValue[],
  ) {
    const archive = archiveScript({ series })
    const script: Script = async (request) => {
      const answer = await archive(request)
      // Safe: the archive answers so.
      const { Items } = answer.body as { Items: { Items: readonly ArchivedValue[] }[] }
      return { body: { Items: Items.map((stream) => ({ ...stream, Items: each(stream.Items) })) } }
    }
    return script
  }

  it.each([4, 6, 50])(
    'refuses single samples that the archive can not give, and reads on behind them, %i values a call',
    async (itemsPerCall) => {
      const broken = ['2024-03-14T00:02:30Z', '2024-03-14T00:04:30.0000001Z'].map(brokenAt)
      const values = [...everyMinute(12), ...broken].toSorted(byTimestamp)
      const series = { 'A-1.WHP': values, 'A-2.WHP': everyMinute(12) }
      const { rows, refused } = await read(breakingScript(series, breakOff), Object.keys(series), { itemsPerCall })
      for (const tag of Object.keys(series))
        expect(valuesOf(rows, tag)).toEqual(everyMinute(12).map(({ Value }) => Value))
      expect(refused).toMatchObject([
        {
          key: 'A-1.WHP 2024-03-14T00:02:30.0000000Z',
          reason: 'wrong-shape',
          message: expect.stringContaining('archive offline') as string,
          subject: { objectId: 'A-1.WHP', day: null },
        },
        { key: 'A-1.WHP 2024-03-14T00:04:30.0000001Z' },
      ])
    },
  )

  it('reads on where a stream broke off once, and refuses nothing', async () => {
    let isBroken = true
    const script = breakingScript({ 'A-1.WHP': everyMinute(5) }, (values) => {
      if (!isBroken) return values
      isBroken = false
      return [...values.slice(0, 2), brokenAt('2024-03-14T00:02:00Z')]
    })
    const { rows, refused } = await read(script, ['A-1.WHP'])
    expect({ values: valuesOf(rows, 'A-1.WHP'), refused }).toEqual({ values: [0, 1, 2, 3, 4], refused: [] })
  })

  it('refuses a series whose last samples can not be given: its archive may be away', async () => {
    const broken = ['2024-03-14T12:00:00Z', '2024-03-14T12:01:00Z'].map(brokenAt)
    const { rows, refused } = await read(breakingScript({ 'A-1.WHP': [...everyMinute(2), ...broken] }, breakOff), [
      'A-1.WHP',
    ])
    expect(valuesOf(rows, 'A-1.WHP')).toEqual([0, 1])
    expect(refused.map(({ key }) => key)).toEqual([
      'A-1.WHP 2024-03-14T12:00:00.0000000Z',
      'A-1.WHP 2024-03-14T12:01:00.0000000Z',
      'A-1.WHP',
    ])
  })

  it('refuses a series of which no sample can be given, and keeps those before', async () => {
    const stamps = everyMinute(200).map(({ Timestamp }) => Timestamp)
    const values = [...everyMinute(1), ...stamps.slice(1).map(brokenAt)]
    const { rows, refused } = await read(breakingScript({ 'A-1.WHP': values }, breakOff), ['A-1.WHP'])
    expect(valuesOf(rows, 'A-1.WHP')).toEqual([0])
    expect(refused.at(-1)).toMatchObject({
      key: 'A-1.WHP',
      message: expect.stringContaining('archive offline') as string,
    })
    expect(server?.requests.length).toBeLessThan(110)
  })

  it('refuses a series that has a sample without a readable time: nobody knows what it is behind', async () => {
    const broken = { ...brokenAt('14.mar.2024 12:00:00') }
    const { rows, refused } = await read(
      breakingScript({ 'A-1.WHP': everyMinute(2) }, (values) => [...values, broken]),
      ['A-1.WHP'],
    )
    expect(valuesOf(rows, 'A-1.WHP')).toEqual([0, 1])
    expect(refused).toMatchObject([{ key: 'A-1.WHP', reason: 'wrong-shape' }])
  })

  it('joins by path where the answer has WebIDs of another kind, in another order', async () => {
    const archive = archiveScript({ series: { 'A-1.WHP': everyMinute(2), 'A-2.WHP': everyMinute(2, 10) } })
    const script: Script = async (request) => {
      const { body } = await archive(request)
      // Safe: the archive answers so.
      const { Items } = body as { Items: { WebId: string; Name?: string }[] }
      return {
        body: {
          Items: Items.toReversed().map(({ Name: _name, ...item }, index) => ({ ...item, WebId: `F1DPother${index}` })),
        },
      }
    }
    const { rows } = await read(script, ['A-1.WHP', 'A-2.WHP'])
    expect([valuesOf(rows, 'A-1.WHP'), valuesOf(rows, 'A-2.WHP')]).toEqual([
      [0, 1],
      [10, 11],
    ])
  })

  it('fails where a 200 holds an exception of the server', async () => {
    const script: Script = () => ({
      body: { Items: [], WebException: { Errors: ['Data Archive not reachable'], StatusCode: 502 } },
    })
    await expect(read(script, ['A-1.WHP'])).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('asks by path for a tag whose WebID it can not make', async () => {
    const tag = 'Straße.WHP'
    const archive = archiveScript({ series: { [tag]: everyMinute(2) } })
    const script: Script = (request) =>
      request.path === '/piwebapi/points'
        ? { body: { WebId: webIdOf(request.query.get('path')?.split('\\').at(-1) ?? '') } }
        : archive(request)
    expect(valuesOf((await read(script, [tag])).rows, tag)).toEqual([0, 1])
  })

  it('gives what lies on the border of two spans once, where a timeout has ranges halved', async () => {
    const series = { 'A-1.WHP': [...everyMinute(720), ...everyMinute(720)].toSorted(byTimestamp) }
    const archive = archiveScript({ series })
    const script: Script = (request) => {
      const [start, end] = ['startTime', 'endTime'].map((name) => Date.parse(request.query.get(name) ?? ''))
      return (end ?? 0) - (start ?? 0) > 3_600_000 ? { status: 504, body: { Errors: ['timed out'] } } : archive(request)
    }
    const { rows, refused } = await read(script, ['A-1.WHP'], { resilience: { attempts: 1 } })
    expect({ count: rows.length, refused }).toEqual({ count: 1_440, refused: [] })
    expect(valuesOf(rows, 'A-1.WHP')).toEqual(series['A-1.WHP'].map(({ Value }) => Value))
  })

  it('keeps every call within its number of tags and its length', async () => {
    const series = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`A-${index}.WHP`, everyMinute(1)]))
    const { rows } = await read({ series }, Object.keys(series), { idsPerCall: 7, urlBytesMax: 1_100 })
    expect(rows).toHaveLength(60)
    const asked = server?.requests.map(({ query }) => query.getAll('webId')) ?? []
    expect(Math.max(...asked.map((ids) => ids.length))).toBeLessThanOrEqual(7)
    expect(
      Math.max(...(server?.requests ?? []).map(({ path, query }) => `${path}?${query.toString()}`.length)),
    ).toBeLessThanOrEqual(1_100)
  })
})
