import { createCalendar } from '@tieback/domain'
import { createField, eventMs, type Tag } from '@tieback/sim'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Simulator } from '../../http/simulator/simulated-server.ts'
import { startPiSimulator } from './pi-simulator.ts'

interface Value {
  readonly Timestamp: string
  readonly Good: boolean
  readonly Value: unknown
}
interface Stream {
  readonly WebId: string
  readonly Name: string
  readonly Path: string
  readonly Items: Value[]
  readonly Value?: Value
  readonly Errors?: string[]
  readonly WebException?: { readonly StatusCode: number }
}
interface Point {
  readonly WebId: string
  readonly Name: string
  readonly PointType: string
}

const epoch = new Date('2026-11-19T09:00:00Z')
const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
const field = createField({ seed: 7, epoch, historyDays: 30, calendar })
const range = 'startTime=2026-11-18T00:00:00Z&endTime=2026-11-19T00:00:00Z'

const tags = field.tags.filter(({ createdMs }) => createdMs <= epoch.getTime())
const tagOf = (name: string): Tag => {
  const tag = tags.find((of) => field.tagName(of, epoch.getTime()) === name)
  if (tag === undefined) throw new Error(`there is no tag ${name}`)
  return tag
}

describe('the PI simulator', () => {
  let simulator: Simulator
  let server = ''
  const ids = new Map<string, string>()

  const call = (path: string, init?: RequestInit) => fetch(`${simulator.baseUrl}${path}`, init)
  // Safe: the caller names the shape that the test then checks.
  const get = async <Body>(path: string): Promise<Body> => (await (await call(path)).json()) as Body
  const idOf = (name: string): string => ids.get(name) ?? ''
  const refused = async (path: string) => {
    const answer = await call(path)
    return { status: answer.status, body: (await answer.json()) as { Errors?: string[]; Message?: string } }
  }

  beforeAll(async () => {
    simulator = await startPiSimulator({ field, clock: { now: () => epoch } })
    const { Items } = await get<{ Items: { WebId: string }[] }>('/dataservers')
    server = Items[0]?.WebId ?? ''
    const points = await get<{ Items: Point[] }>(`/dataservers/${server}/points?maxCount=2000`)
    for (const { Name, WebId } of points.Items) ids.set(Name, WebId)
  })
  afterAll(() => simulator.stop())

  it('says what it is', async () => {
    expect(await get('/')).toMatchObject({ Links: { System: expect.any(String) as string } })
    expect(await get('/system')).toMatchObject({ ProductTitle: 'PI Web API' })
  })

  it('pages through its points, says when there are more, and names a host that nobody can reach', async () => {
    const page = (startIndex: number) =>
      get<{ Links: { Next?: string }; Items: Point[] }>(
        `/dataservers/${server}/points?startIndex=${startIndex}&maxCount=600`,
      )
    const [first, second] = [await page(0), await page(600)]
    expect(first.Items).toHaveLength(600)
    expect(first.Links.Next).toContain('tbsim.internal')
    expect(second.Links.Next).toBeUndefined()
    expect(first.Items.length + second.Items.length).toBe(tags.length)
    expect(tags.length).toBeLessThan(field.tags.length)
  })

  it('filters points by a name with wildcards, whatever the case', async () => {
    const { Items } = await get<{ Items: Point[] }>(`/dataservers/${server}/points?nameFilter=isa-0?.whp`)
    expect(Items.map(({ Name }) => Name)).toContain('ISA-01.WHP')
    expect(Items.every(({ Name }) => /^ISA-0\d\.WHP$/.test(Name))).toBe(true)
  })

  it('finds one point by its path and under each kind of WebID', async () => {
    for (const type of ['Full', 'IDOnly', 'PathOnly']) {
      const path = encodeURIComponent('\\\\TBSIM\\isa-01.whp')
      const found = await get<Point>(`/points?path=${path}&webIdType=${type}`)
      expect(found.Name).toBe('ISA-01.WHP')
      expect(await get<Point>(`/points/${found.WebId}`)).toMatchObject({ Name: 'ISA-01.WHP' })
    }
  })

  it('gives exactly the archived events of a range, both ends included', async () => {
    const tag = tagOf('ISA-01.OIL_RATE')
    const expected = field.sensors.recorded(tag, Date.parse('2026-11-18T00:00:00Z'), Date.parse('2026-11-19T00:00:00Z'))
    const { Items } = await get<Stream>(`/streams/${idOf('ISA-01.OIL_RATE')}/recorded?${range}`)
    expect(Items.map(({ Value }) => Value)).toEqual(
      expected.map(({ value, state }): unknown => value ?? expect.objectContaining({ Value: state, IsSystem: true })),
    )
    const [from, to] = [Items[3]?.Timestamp, Items[9]?.Timestamp]
    const inner = await get<Stream>(`/streams/${idOf('ISA-01.OIL_RATE')}/recorded?startTime=${from}&endTime=${to}`)
    expect(inner.Items).toEqual(Items.slice(3, 10))
  })

  it('cuts silently at maxCount', async () => {
    const path = `/streams/${idOf('ISA-01.OIL_RATE')}/recorded?${range}`
    const whole = await get<Stream>(path)
    const cut = await get<Stream>(`${path}&maxCount=7`)
    expect(cut.Items).toEqual(whole.Items.slice(0, 7))
  })

  it('runs backwards when the end lies before the start, and stops at now', async () => {
    const base = `/streams/${idOf('ISA-01.OIL_RATE')}/recorded`
    const forwards = await get<Stream>(`${base}?startTime=*-2h&endTime=*%2B2h`)
    const backwards = await get<Stream>(`${base}?startTime=*&endTime=*-2h`)
    expect(backwards.Items).toEqual(forwards.Items.toReversed())
  })

  it('adds neighbours or made-up ends as the boundary type says', async () => {
    const base = `/streams/${idOf('ISA-01.OIL_RATE')}/recorded?${range}`
    const inside = await get<Stream>(base)
    const outside = await get<Stream>(`${base}&boundaryType=Outside`)
    const interpolated = await get<Stream>(`${base}&boundaryType=Interpolated`)
    expect(outside.Items.slice(1, -1)).toEqual(inside.Items)
    expect(interpolated.Items.at(0)?.Timestamp).toBe('2026-11-18T00:00:00Z')
    expect(interpolated.Items.at(-1)?.Timestamp).toBe('2026-11-19T00:00:00Z')
  })

  it('gives states as objects, never as numbers', async () => {
    const faulty = tags.find((tag) =>
      field.sensors
        .recorded(tag, Date.parse('2026-11-18T00:00:00Z'), Date.parse('2026-11-19T00:00:00Z'))
        .some(({ state }) => state !== null),
    )
    if (faulty === undefined) throw new Error('no tag failed that day')
    const { Items } = await get<Stream>(`/streams/${idOf(field.tagName(faulty, epoch.getTime()))}/recorded?${range}`)
    const bad = Items.filter(({ Good }) => !Good)
    expect(bad.length).toBeGreaterThan(0)
    for (const { Value } of bad)
      expect(Value).toEqual({ Name: expect.any(String) as string, Value: expect.any(Number) as number, IsSystem: true })
  })

  it('gives a digital point its own states, which are good', async () => {
    const value = await get<Value>(`/streams/${idOf('ISA.COMP_STATE')}/value`)
    expect(value).toMatchObject({ Good: true, Value: { IsSystem: false } })
  })

  it('gives the newest value for now and a made-up one for another time', async () => {
    const tag = tagOf('ISA-01.WHP')
    const newest = field.sensors.lastAt(tag, epoch.getTime())
    const now = await get<Value>(`/streams/${idOf('ISA-01.WHP')}/value`)
    expect(Date.parse(now.Timestamp)).toBe(newest?.atMs)
    const then = await get<Value>(`/streams/${idOf('ISA-01.WHP')}/value?time=2026-11-18T12:00:00Z`)
    expect(then.Timestamp).toBe('2026-11-18T12:00:00Z')
    const later = await get<Value>(`/streams/${idOf('ISA-01.WHP')}/value?time=*%2B1h`)
    expect(later).toMatchObject({ Good: false, Value: { Name: 'No Data' } })
  })

  it('spaces interpolated values evenly, and thins plots while keeping their extremes', async () => {
    const { Items } = await get<Stream>(`/streams/${idOf('ISA-01.WHP')}/interpolated?${range}&interval=6h`)
    expect(Items.map(({ Timestamp }) => Timestamp.slice(11))).toEqual([
      '00:00:00Z',
      '06:00:00Z',
      '12:00:00Z',
      '18:00:00Z',
      '00:00:00Z',
    ])
    const plot = await get<Stream>(`/streams/${idOf('ISA-01.WHP')}/plot?${range}&intervals=10`)
    const recorded = await get<Stream>(`/streams/${idOf('ISA-01.WHP')}/recorded?${range}`)
    const numbers = (of: Stream) => of.Items.flatMap(({ Value }) => (typeof Value === 'number' ? [Value] : []))
    expect(plot.Items.length).toBeLessThanOrEqual(50)
    expect(Math.max(...numbers(plot))).toBe(Math.max(...numbers(recorded)))
    expect(Math.min(...numbers(plot))).toBe(Math.min(...numbers(recorded)))
  })

  it('summarises many streams by the hour, each under its own WebID', async () => {
    const names = ['ISA-01.WHP', 'ISA-02.WHP', 'KNA-03.OIL_RATE']
    const webIds = names.map((name) => `webId=${idOf(name)}`).join('&')
    const { Items } = await get<{ Items: { Name: string; WebId: string; Items: { Type: string; Value: Value }[] }[] }>(
      `/streamsets/summary?${webIds}&${range}&summaryType=Average&summaryType=PercentGood&summaryDuration=1h&timeType=EarliestTime`,
    )
    expect(Items.map(({ Name }) => Name)).toEqual(names)
    for (const { Name, WebId, Items: values } of Items) {
      expect(WebId).toBe(idOf(Name))
      expect(values).toHaveLength(48)
      expect(values[2]).toMatchObject({ Type: 'Average', Value: { Timestamp: '2026-11-18T01:00:00Z' } })
    }
  })

  it('answers for the streams it knows and says which it doesn’t', async () => {
    const gone = (await get<Point>(`/points/${idOf('ISA-01.WHP')}?webIdType=PathOnly`)).WebId.slice(0, -4)
    const { Items } = await get<{ Items: Stream[] }>(`/streamsets/value?webId=${gone}&webId=${idOf('ISA-01.WHP')}`)
    expect(Items[0]?.WebException?.StatusCode).toBe(404)
    expect(Items[1]?.Value?.Good).toBeDefined()
  })

  it('fails only the digital stream of a set that is to be averaged', async () => {
    const { Items } = await get<{ Items: Stream[] }>(
      `/streamsets/summary?webId=${idOf('ISA.COMP_STATE')}&webId=${idOf('ISA-01.WHP')}&${range}&summaryType=Average`,
    )
    expect(Items[0]?.Errors).toHaveLength(1)
    expect(Items[1]?.Items).toHaveLength(1)
  })

  it('sends only the selected fields', async () => {
    const body = await get(
      `/streams/${idOf('ISA-01.WHP')}/recorded?${range}&maxCount=1&selectedFields=Items.Timestamp;Items.Value;UnitsAbbreviation`,
    )
    expect(body).toEqual({
      Items: [{ Timestamp: expect.any(String) as string, Value: expect.any(Number) as number }],
      UnitsAbbreviation: 'barg',
    })
  })

  it('refuses more than its cap, by maxCount and by what a call would yield', async () => {
    const expected = {
      status: 400,
      body: { Errors: ["Parameter 'maxCount' is greater than the maximum allowed (150000)."] },
    }
    expect(await refused(`/streams/${idOf('ISA-01.WHP')}/recorded?maxCount=150001`)).toEqual(expected)
    expect(await refused(`/streams/${idOf('ISA-01.WHP')}/summary?startTime=*-3d&summaryDuration=1s`)).toEqual(expected)
  })

  it.each([
    ['/streams/garbage/value', 400],
    ['/streamsets/value', 400],
    ['/points?path=%5C%5CTBSIM%5CNO.SUCH', 404],
    ['/nothing', 404],
  ])('answers %s with %i and says why', async (path, status) => {
    const answer = await refused(path)
    expect(answer.status).toBe(status)
    expect(answer.body.Errors?.[0] ?? answer.body.Message).toEqual(expect.any(String))
  })

  it('takes a batch of reads, each with a status of its own, and only with the header against forgery', async () => {
    const body = JSON.stringify({
      good: {
        Method: 'GET',
        Resource: `https://any.host/piwebapi/streams/${idOf('ISA-01.WHP')}/value?selectedFields=Good`,
      },
      bad: { Method: 'GET', Resource: 'https://any.host/piwebapi/streams/garbage/value' },
      write: { Method: 'POST', Resource: `https://any.host/piwebapi/streams/${idOf('ISA-01.WHP')}/value` },
    })
    expect((await call('/batch', { method: 'POST', body })).status).toBe(403)
    const answer = await call('/batch', { method: 'POST', body, headers: { 'x-requested-with': 'test' } })
    expect(answer.status).toBe(207)
    expect(await answer.json()).toMatchObject({
      good: { Status: 200, Content: { Good: true } },
      bad: { Status: 400, Content: { Errors: [expect.any(String)] } },
      write: { Status: 403 },
    })
  })

  it('refuses to write, whoever asks', async () => {
    const headers = { 'x-requested-with': 'test' }
    const path = `/streams/${idOf('ISA-01.WHP')}/value`
    expect((await call(path, { method: 'POST', body: '{}', headers })).status).toBe(403)
    expect((await call(path, { method: 'DELETE', headers })).status).toBe(405)
    expect((await call('/batch', { method: 'POST', body: 'nonsense', headers })).status).toBe(400)
  })

  it('stores two events on one timestamp now and then, and pages may begin there', async () => {
    const pair = tags.flatMap((tag) => {
      const events = field.sensors.recorded(tag, epoch.getTime() - 86_400_000, epoch.getTime())
      const index = events.findIndex((event, at) => at > 0 && eventMs(event) === eventMs(events[at - 1] ?? event))
      return index < 0 ? [] : [{ tag, event: events[index] }]
    })
    const [first] = pair
    if (first?.event === undefined) throw new Error('no two events share a timestamp')
    const name = field.tagName(first.tag, epoch.getTime())
    const { Items } = await get<Stream>(`/streams/${idOf(name)}/recorded?startTime=*-1d&maxCount=1000`)
    const stamps = Items.map(({ Timestamp }) => Timestamp)
    const twice = stamps.find((stamp, index) => stamps.indexOf(stamp) !== index) ?? ''
    const page = await get<Stream>(`/streams/${idOf(name)}/recorded?startTime=${twice}&maxCount=2`)
    expect(page.Items.map(({ Timestamp }) => Timestamp)).toEqual([twice, twice])
  })
})
