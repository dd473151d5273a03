import { readHourly } from '@tieback/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingestHourly, ingestSamples, rereadSamples } from '../src/index.ts'
import { type HistorianSite, startHistorianSite } from './fake-historian.ts'

const { signal } = new AbortController()
const minuteS = 60
const hourS = 3_600

describe('samples of a station that was cut off while its historian answered', () => {
  let site: HistorianSite

  beforeEach(async () => {
    site = await startHistorianSite()
    site.historian.addSeries('A')
    site.historian.addSeries('B')
    // Silent for a while by habit.
    site.historian.addSeries('slow')
    fill('A', 600)
    fill('B', 600)
    site.historian.fill('slow', ago(600), site.now(), 300)
    await site.discover()
    await ingest()
  })
  afterEach(() => site.dispose())

  const ingest = () => ingestSamples(site.context, 'historian', signal)
  const reread = () => rereadSamples(site.context, 'historian', signal)
  const ago = (seconds: number): Date => new Date(site.now().getTime() - seconds * 1_000)
  const fill = (key: string, seconds: number): void => site.historian.fill(key, ago(seconds), site.now(), minuteS)

  /** Time passes with polling, and the others go on. */
  async function pass(hours: number): Promise<void> {
    for (let poll = 1; poll <= 6 * hours; poll += 1) {
      site.advance(600)
      fill('B', 600)
      if (poll % 3 === 0) site.historian.put('slow', ago(60), poll)
      await ingest()
      if (poll % 6 === 0) await ingestHourly(site.context, 'historian', signal)
    }
  }

  async function goodHours(): Promise<number> {
    const range = { from: ago(24 * hourS), to: site.now() }
    const rows = await readHourly(site.database.pool, {
      signalIds: [await site.idOf('A')],
      ...range,
      asOf: await site.knownNow(),
    })
    return rows.filter(({ goodShare }) => goodShare === 1).length
  }

  // However long the line has been back when they are looked for, up to the usual interval.
  it.each([0, 25])('are all taken in once the line is back, with their hours, %i min later', async (minutes) => {
    await pass(10)
    await reread()
    const before = await goodHours()
    fill('A', 10 * hourS)
    await ingest()
    for (let minute = 0; minute < minutes; minute += 5) {
      site.advance(300)
      fill('A', 300)
      await ingest()
    }
    await reread()
    expect(await site.stored('A')).toEqual(site.archived('A', ago(24 * hourS), site.now()))
    expect((await goodHours()) - before).toBeGreaterThanOrEqual(9)
    site.advance(5)
    expect(await reread()).toMatchObject({ written: 0 })
  })

  it('make no other series be read as far back', async () => {
    await pass(10)
    fill('A', 10 * hourS)
    await ingest()
    site.historian.asked.length = 0
    await reread()
    const farBack = site.historian.asked.filter(({ range }) => range.start < ago(4 * hourS))
    expect(new Set(farBack.flatMap(({ keys }) => keys))).toEqual(new Set(['A']))
  })

  it('are looked for once more where the first look was cut short', async () => {
    await pass(10)
    fill('A', 10 * hourS)
    await ingest()
    site.historian.samplesPerPage = 10
    site.historian.failsAfterPages = 3
    await expect(reread()).rejects.toThrow('The archive is away.')
    site.historian.failsAfterPages = null
    site.advance(5)
    await reread()
    expect(await site.stored('A')).toEqual(site.archived('A', ago(24 * hourS), site.now()))
  })

  it('are no reason to read a new series further back than its first span', async () => {
    site.historian.addSeries('C')
    fill('C', 24 * hourS)
    await site.discover()
    await ingest()
    site.advance(5)
    await reread()
    expect(Object.keys(await site.stored('C')).every((at) => new Date(at) > ago(3 * hourS))).toBe(true)
  })

  it('that came out of order while nobody looked back are found when somebody does', async () => {
    await pass(1)
    await reread()
    const [lost, from] = [ago(1_801.5), ago(3 * hourS)]
    await pass(8)
    site.historian.put('B', lost, 1)
    await reread()
    expect(await site.stored('B')).toEqual(site.archived('B', from, site.now()))
  })

  it('are not looked for in what is being caught up, but before that', async () => {
    await pass(3)
    await reread()
    const left = site.now()
    site.advance(10 * hourS)
    fill('B', 10 * hourS)
    await ingest()
    site.historian.put('B', new Date(left.getTime() - hourS * 1_000 + 1), 1)
    site.historian.asked.length = 0
    await reread()
    expect(site.historian.asked.filter(({ range }) => range.end > left)).toEqual([])
    expect(Object.keys(await site.stored('B'))).toContain(new Date(left.getTime() - hourS * 1_000 + 1).toISOString())
  })
})
