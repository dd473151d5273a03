import type { Performance } from '@tieback/contracts'
import { withKnowledge, writeDailySeries } from '@tieback/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, idOf, oilSignalId, writeDay, writeSmallField } from './small-field.ts'
import { startTestApp, type TestApp } from './test-app.ts'

interface Answer {
  readonly data: Performance
  readonly meta: { readonly sources: readonly { readonly id: string }[] }
}

/** A production day of a well's meter: Oslo, six to six. */
const measuredDay = (day: string, start: string, end: string, average: number | null, goodShare: number) => ({
  signalId: oilSignalId,
  day,
  start: new Date(start),
  end: new Date(end),
  average,
  minimum: average,
  maximum: average,
  goodShare,
  count: 288,
})

describe('the performance of a well by day', () => {
  let server: TestApp
  beforeAll(async () => {
    server = await startTestApp()
    await writeSmallField(server.pool)
    await withKnowledge(server.pool, { sourceId: 'pi', runId: null, cause: 'test' }, (tx) =>
      writeDailySeries(tx, [
        measuredDay('2026-03-10', '2026-03-10T05:00:00Z', '2026-03-11T05:00:00Z', 960, 1),
        measuredDay('2026-03-11', '2026-03-11T05:00:00Z', '2026-03-12T05:00:00Z', 720, 0.75),
        measuredDay('2026-03-28', '2026-03-28T05:00:00Z', '2026-03-29T04:00:00Z', 960, 1),
      ]),
    )
  })
  afterAll(() => server.dispose())

  const read = async (path: string): Promise<Answer> => (await server.get(`/api/v1/${path}`)).body as Answer
  const measuredOf = ({ data }: Answer) =>
    data.series.filter(({ quantity, measure }) => quantity === 'oil_production' && measure === 'measured')
  const days = 'from=2026-03-09&to=2026-03-12&granularity=day'

  it('shows what its own meter came to over the same days, with what that rests on', async () => {
    const answer = await read(`wells/${idOf('V-31')}/performance?${days}`)
    expect(measuredOf(answer)).toMatchObject([
      { values: [null, 960, 720], quality: ['missing', 'good', 'uncertain'], coverage: [0, 1, 0.75] },
    ])
    expect(answer.meta.sources.map(({ id }) => id)).toContain('pi')
  })

  it('makes less of a day of 23 hours', async () => {
    await writeDay(server.pool, '2026-03-28', [fact('V-31', '2026-03-28', 'allocated', 900)])
    const answer = await read(`wells/${idOf('V-31')}/performance?from=2026-03-28&to=2026-03-29&granularity=day`)
    expect(measuredOf(answer)).toMatchObject([{ values: [920] }])
  })

  it('makes no total of some meters of a facility', async () => {
    expect(measuredOf(await read(`facilities/${idOf('facility')}/performance?${days}`))).toEqual([])
  })

  it('leaves what the system of record measured as it is', async () => {
    await writeDay(server.pool, '2026-03-10', [
      fact('V-31', '2026-03-10', 'allocated', 980),
      fact('V-31', '2026-03-10', 'measured', 1_001),
    ])
    const answer = await read(`wells/${idOf('V-31')}/performance?from=2026-03-10&to=2026-03-11&granularity=day`)
    expect(measuredOf(answer)).toMatchObject([{ values: [1_001] }])
  })
})
