import type { Job, JobList, QuarantineGroup, RunList, SignalMark, SignalSamples, Source } from '@tieback/contracts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openMock, type OpenMock } from './test/open-mock.ts'

function open(): OpenMock {
  const mock = openMock()
  onTestFinished(() => {
    mock.close()
    expect(mock.faults).toEqual([])
  })
  return mock
}

interface Quarantine {
  readonly groups: readonly QuarantineGroup[]
  readonly rows: readonly { readonly id: string; readonly reason: string }[]
  readonly nextCursor: string | null
}

const start = async (mock: OpenMock, path: string, body: unknown = {}): Promise<Job> => {
  const { status, data } = await mock.send('POST', path, body)
  expect(status).toBe(202)
  return data as Job
}
const readJob = async (mock: OpenMock, id: string): Promise<Job> => (await mock.get(`/jobs/${id}`)).data as Job
const listSources = async (mock: OpenMock, query = ''): Promise<readonly Source[]> =>
  ((await mock.get(`/sources${query}`)).data as { sources: Source[] }).sources
const findSource = async (mock: OpenMock, id: string): Promise<Source | undefined> =>
  (await listSources(mock)).find((source) => source.id === id)
const readQuarantine = async (mock: OpenMock, query = ''): Promise<Quarantine> =>
  (await mock.get(`/sources/ec-offshore/quarantine${query}`)).data as Quarantine
const listJobs = async (mock: OpenMock, query = ''): Promise<JobList> =>
  (await mock.get(`/jobs${query}`)).data as JobList

describe('a check of a source', () => {
  it('waits, is worked on, and says what the source answered', async () => {
    const mock = open()
    const job = await start(mock, '/sources/pi-offshore/checks')
    expect(job).toMatchObject({ name: 'check-source', sourceId: 'pi-offshore', state: 'waiting', attempts: 0 })
    mock.advance(2_000)
    expect(await readJob(mock, job.id)).toMatchObject({ state: 'active', attempts: 1, finishedAt: null, outcome: null })
    mock.advance(5_000)
    const done = await readJob(mock, job.id)
    expect(done).toMatchObject({ state: 'succeeded', message: null })
    expect(done.outcome).toMatch(/PI Web API/)
  })

  it('fails where the source is away, and says why', async () => {
    const mock = open()
    const job = await start(mock, '/sources/pi-rehearsal/checks')
    mock.advance(10_000)
    expect(await readJob(mock, job.id)).toMatchObject({ state: 'failed', outcome: null })
    expect((await readJob(mock, job.id)).message).toMatch(/No answer/)
  })

  it('of a source that nobody has is not there', async () => {
    const { status } = await open().send('POST', '/sources/nowhere/checks', {})
    expect(status).toBe(404)
  })
})

describe('a backfill', () => {
  it('says how many days it read again', async () => {
    const mock = open()
    const job = await start(mock, '/sources/ec-offshore/backfills', { from: '2026-11-10', to: '2026-11-17' })
    mock.advance(10_000)
    expect((await readJob(mock, job.id)).outcome).toMatch(/^7 production days read again/)
  })

  it.each([
    ['2026-11-17', '2026-11-17', 'invalid-request'],
    ['2026-11-18', '2026-11-17', 'invalid-request'],
    ['2020-11-18', '2026-11-17', 'range-too-long'],
  ])('from %s to %s is refused as %s', async (from, to, expected) => {
    const mock = open()
    const { status, code } = await mock.send('POST', '/sources/ec-offshore/backfills', { from, to })
    expect([status, code]).toEqual([400, expected])
  })
})

describe('a replay', () => {
  it('takes in what a mended mapping explains, once its job is done', async () => {
    const mock = open()
    const before = await readQuarantine(mock)
    const refused = (await findSource(mock, 'ec-offshore'))?.quarantined ?? 0
    const [unmapped] = before.groups.filter(({ reason }) => reason === 'unmapped-node')
    const job = await start(mock, '/sources/ec-offshore/replays', { reason: 'unmapped-node' })
    expect((await readQuarantine(mock)).groups).toEqual(before.groups)
    mock.advance(10_000)
    expect((await readJob(mock, job.id)).outcome).toMatch(/5 taken in, 0 still refused/)
    expect((await readQuarantine(mock)).groups.map(({ reason }) => reason)).not.toContain('unmapped-node')
    expect((await findSource(mock, 'ec-offshore'))?.quarantined).toBe(refused - (unmapped?.count ?? NaN))
  })

  it('leaves what only the source can mend', async () => {
    const mock = open()
    const job = await start(mock, '/sources/ec-offshore/replays', { reason: 'not-a-number' })
    mock.advance(10_000)
    expect((await readJob(mock, job.id)).outcome).toMatch(/0 taken in, 2 still refused/)
    expect((await readQuarantine(mock)).groups.map(({ reason }) => reason)).toContain('not-a-number')
  })

  it('takes the rows that are named, and no others', async () => {
    const mock = open()
    const { rows } = await readQuarantine(mock, '?reason=unmapped-node')
    const ids = rows.slice(0, 2).map(({ id }) => id)
    await start(mock, '/sources/ec-offshore/replays', { ids })
    mock.advance(10_000)
    const after = await readQuarantine(mock, '?reason=unmapped-node')
    expect(after.rows.map(({ id }) => id)).toEqual(rows.slice(2).map(({ id }) => id))
  })
})

describe('quarantine', () => {
  it('has as many rows as its groups say, page by page, none twice', async () => {
    const mock = open()
    const ids: string[] = []
    let cursor: string | null = null
    do {
      const page: Quarantine = await readQuarantine(mock, `?limit=25${cursor === null ? '' : `&cursor=${cursor}`}`)
      ids.push(...page.rows.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== null)
    const { groups } = await readQuarantine(mock)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(groups.reduce((sum, { count }) => sum + count, 0))
  })
})

describe('the queue', () => {
  it('counts what is in it, whatever is listed of it', async () => {
    const mock = open()
    const { counts, jobs } = await listJobs(mock)
    for (const [state, count] of Object.entries(counts)) {
      expect([state, jobs.filter((job) => job.state === state).length]).toEqual([state, count])
    }
    const delayed = await listJobs(mock, '?state=delayed')
    expect(delayed.counts).toEqual(counts)
    expect(delayed.jobs.map(({ state }) => state)).toEqual(['delayed', 'delayed'])
  })

  it('tries a failed job again now', async () => {
    const mock = open()
    const failed = await readJob(mock, 'backfill-days--9')
    expect(failed).toMatchObject({ state: 'failed', attempts: 3 })
    expect(await start(mock, '/jobs/backfill-days--9/retries')).toMatchObject({ state: 'waiting', finishedAt: null })
    mock.advance(10_000)
    expect(await readJob(mock, failed.id)).toMatchObject({ state: 'succeeded', message: null })
  })

  it('delays a job again whose source is still away', async () => {
    const mock = open()
    await start(mock, '/jobs/ingest-samples--4711/retries')
    mock.advance(10_000)
    const job = await readJob(mock, 'ingest-samples--4711')
    expect(job).toMatchObject({ state: 'delayed', finishedAt: null })
    expect(Date.parse(job.nextTryAt ?? '')).toBeGreaterThan(mock.world.now().getTime())
  })

  it('refuses to try again what has not failed', async () => {
    const mock = open()
    for (const id of ['detect-quality--5120', 'roll-up--412', 'backfill-hourly--77']) {
      expect((await mock.send('POST', `/jobs/${id}/retries`, {})).status).toBe(409)
    }
    expect((await mock.send('POST', '/jobs/nothing--1/retries', {})).status).toBe(404)
  })
})

describe('the state of the sources', () => {
  it('of the past leaves out what passes', async () => {
    const mock = open()
    const past = await listSources(mock, '?asOf=2026-11-19T08:00:00.000Z')
    expect(past.flatMap(({ traffic, freshness }) => [traffic, freshness]).every((each) => each === null)).toBe(true)
    const now = await findSource(mock, 'pi-offshore')
    expect(now).toMatchObject({ traffic: { breaker: 'closed', until: null }, freshness: { p99S: 20 } })
  })

  it('has one for each way to fail: away, limited, empty', async () => {
    const mock = open()
    expect(await findSource(mock, 'pi-offline')).toMatchObject({ status: 'down', traffic: { breaker: 'open' } })
    expect((await findSource(mock, 'pi-limited'))?.traffic?.rateLimitedPerMin).toBeGreaterThan(0)
    expect(await findSource(mock, 'pi-empty')).toMatchObject({ asOf: null, recentRuns: [], watermarks: [] })
    expect((await mock.get('/sources/pi-offline/quarantine')).code).toBe('source-unavailable')
    expect((await mock.send('POST', '/sources/pi-limited/checks', {})).code).toBe('rate-limited')
  })

  it('agrees with the runs that are listed', async () => {
    const mock = open()
    const { runs } = (await mock.get('/runs?source=pi-rehearsal&limit=5')).data as RunList
    const source = await findSource(mock, 'pi-rehearsal')
    expect(runs.map(({ sourceId: _, ...run }) => run)).toEqual(source?.recentRuns)
  })
})

describe('a doubted series', () => {
  const samples = '/signals/sig-k3v8w1p6a2/samples?to=2026-11-19T09:30:00.000Z&from='
  const list = async (mock: OpenMock, query = ''): Promise<readonly SignalMark[]> =>
    ((await mock.get(`/quality-marks${query}`)).data as { marks: SignalMark[] }).marks

  it('shows in its samples what the rule saw', async () => {
    const mock = open()
    const { data } = await mock.get(`${samples}2026-11-19T00:00:00.000Z`)
    const { samples: columns, marks } = data as SignalSamples
    const frozen = marks.find(({ rule }) => rule === 'frozen')
    const values = columns.value.filter(
      (value, index) => value !== null && (columns.at[index] ?? '') >= (frozen?.from ?? ''),
    )
    expect(values.length).toBeGreaterThan(5)
    expect(new Set(values).size).toBe(1)
    expect(marks.map(({ rule }) => rule)).toEqual(['spike', 'frozen'])
  })

  it('is not yet doubted before a rule saw it', async () => {
    const mock = open()
    const before = await list(mock, '?asOf=2026-11-19T08:50:00.000Z')
    const after = await list(mock, '?asOf=2026-11-19T09:00:00.000Z')
    const isFrozen = ({ signal, rule }: SignalMark) => signal.id === 'sig-k3v8w1p6a2' && rule === 'frozen'
    expect([before.some(isFrozen), after.some(isFrozen)]).toEqual([false, true])
  })

  it('is listed while it is doubted; those before, when asked for', async () => {
    const mock = open()
    expect((await list(mock)).every(({ to }) => to === null)).toBe(true)
    const all = await list(mock, '?from=2026-11-18T00:00:00.000Z')
    expect(all.filter(({ to }) => to !== null).map(({ rule }) => rule)).toEqual(['spike', 'stale'])
  })

  it('that fell silent was last heard when it did', async () => {
    const mock = open()
    const silent = (await list(mock)).find(({ rule }) => rule === 'stale')
    const since = `/signals/${silent?.signal.id ?? ''}/samples?to=2026-11-19T09:30:00.000Z&from=${silent?.from ?? ''}`
    expect((await mock.get(since)).data).toMatchObject({ count: 0, marks: [{ rule: 'stale', to: null }] })
    const { data } = await mock.get(`/assets/${silent?.node.id ?? ''}`)
    const { signals } = data as { signals: { id: string; lastSampleAt: string | null }[] }
    const last = signals.find(({ id }) => id === silent?.signal.id)?.lastSampleAt ?? ''
    expect(Date.parse(last)).toBeLessThan(Date.parse(silent?.from ?? ''))
    expect(Date.parse(last)).toBeGreaterThan(Date.parse(silent?.from ?? '') - 600_000)
  })
})
