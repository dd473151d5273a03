import { afterEach, describe, expect, it } from 'vitest'
import { type ScriptedServer, type Script, startScriptedServer } from '../../http/test/scripted-server.ts'
import type { Summary } from '../../port.ts'
import { createTestSource, webIdOf } from './pi-archive.ts'

const range = { start: new Date('2024-03-14T05:00:00Z'), end: new Date('2024-03-14T08:00:00Z') }
let server: ScriptedServer | null = null

afterEach(async () => {
  await server?.stop()
  server = null
})

const timed = (Timestamp: string, Value: unknown, Good = true) => ({ Timestamp, Value, Good })
const noData = { Name: 'No Good Data For Calculation', Value: 10_000, IsSystem: true }

/** One stream's summary of one step, as the server words it. */
const step = (at: string, average: unknown, percentGood: number, good = true) => [
  { Type: 'Average', Value: timed(at, average, good) },
  { Type: 'Minimum', Value: timed(at, good ? 1 : noData, good) },
  { Type: 'Maximum', Value: timed(at, good ? 9 : noData, good) },
  { Type: 'PercentGood', Value: timed(at, percentGood) },
  { Type: 'Count', Value: timed(at, percentGood * 36) },
]

async function summarise(script: Script, overrides: Parameters<typeof createTestSource>[1] = {}) {
  server = await startScriptedServer(script)
  const rows: Summary[] = []
  const refused: string[] = []
  const { series } = createTestSource(server.baseUrl, overrides)
  for await (const page of series.readSummaries(['A-1.WHP'], range, 3_600, new AbortController().signal)) {
    rows.push(...page.rows)
    refused.push(...page.refused.map(({ key }) => key))
  }
  return { rows, refused }
}

const answer =
  (...items: unknown[]): Script =>
  () => ({ body: { Items: [{ WebId: webIdOf('A-1.WHP'), Items: items }] } })

describe('readSummaries', () => {
  it('lays the statistics of each step side by side', async () => {
    const { rows } = await summarise(
      answer(...step('2024-03-14T05:00:00Z', 5.5, 100), ...step('2024-03-14T06:00:00Z', 6.5, 75)),
    )
    expect(rows).toEqual([
      {
        sourceKey: 'A-1.WHP',
        start: new Date('2024-03-14T05:00:00Z'),
        average: 5.5,
        minimum: 1,
        maximum: 9,
        last: null,
        goodShare: 1,
        count: 3600,
      },
      {
        sourceKey: 'A-1.WHP',
        start: new Date('2024-03-14T06:00:00Z'),
        average: 6.5,
        minimum: 1,
        maximum: 9,
        last: null,
        goodShare: 0.75,
        count: 2700,
      },
    ])
  })

  it('gives null, not zero, for a step without good data', async () => {
    const { rows } = await summarise(answer(...step('2024-03-14T05:00:00Z', noData, 0, false)))
    expect(rows).toMatchObject([{ average: null, minimum: null, maximum: null, goodShare: 0 }])
  })

  it('takes no number for a step without good data although the server sends one', async () => {
    const { rows } = await summarise(answer(...step('2024-03-14T05:00:00Z', 5.5, 0)))
    expect(rows).toMatchObject([{ average: null, minimum: null, maximum: null }])
  })

  it('asks in elapsed seconds, stamped at the start of each step, in absolute UTC', async () => {
    await summarise(answer())
    const query = server?.requests[0]?.query
    expect(
      Object.fromEntries(
        ['startTime', 'endTime', 'summaryDuration', 'timeType'].map((name) => [name, query?.get(name)]),
      ),
    ).toEqual({
      startTime: '2024-03-14T05:00:00.000Z',
      endTime: '2024-03-14T08:00:00.000Z',
      summaryDuration: '3600s',
      timeType: 'EarliestTime',
    })
  })

  it('asks for no more values in one call than it may', async () => {
    await summarise(answer(), { itemsPerCall: 10 })
    expect(server?.requests.map(({ query }) => [query.get('startTime'), query.get('endTime')])).toEqual([
      ['2024-03-14T05:00:00.000Z', '2024-03-14T07:00:00.000Z'],
      ['2024-03-14T07:00:00.000Z', '2024-03-14T08:00:00.000Z'],
    ])
  })

  it('refuses a series that can not be summarised', async () => {
    const script: Script = () => ({
      body: { Items: [{ WebId: webIdOf('A-1.WHP'), Errors: ['The summary is not supported for digital points.'] }] },
    })
    expect(await summarise(script)).toEqual({ rows: [], refused: ['A-1.WHP'] })
  })
})
