import type {
  AlertDetail,
  AlertList,
  RecommendationDetail,
  Scenario,
  ScenarioList,
  ScenarioRun,
} from '@tieback/contracts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openMock, type OpenMock } from './test/open-mock.ts'

function open(): OpenMock {
  const mock = openMock()
  onTestFinished(() => mock.close())
  return mock
}

const active = '/alerts/alert-9j4g6k1h'
const reason = 'Seen on the round'
const dayMs = 86_400_000

const readAlert = async (mock: OpenMock, path: string, query = ''): Promise<AlertDetail> =>
  (await mock.get(`${path}${query}`)).data as AlertDetail

describe('an alert', () => {
  it('is acknowledged for everybody, one version on, with who did it', async () => {
    const mock = open()
    const before = await readAlert(mock, active)
    const answer = await mock.send('POST', `${active}/acknowledge`, {
      expectedVersion: before.version,
      comment: reason,
    })
    const after = answer.data as AlertDetail
    expect(after).toMatchObject({ state: 'acknowledged', version: before.version + 1 })
    expect(after.history.at(-1)).toMatchObject({
      event: 'acknowledge',
      from: 'active',
      reason,
      by: { id: 'person-you' },
    })
    expect(await readAlert(mock, active)).toEqual(after)
    const { data } = await mock.get('/alerts?state=acknowledged')
    expect((data as AlertList).alerts.map(({ id }) => id)).toContain(before.id)
  })

  it('refuses a version that is not the one it has, and stays as it is', async () => {
    const mock = open()
    const before = await readAlert(mock, active)
    const { status, code } = await mock.send('POST', `${active}/acknowledge`, { expectedVersion: before.version + 1 })
    expect([status, code]).toEqual([409, 'conflict'])
    expect(await readAlert(mock, active)).toEqual(before)
  })

  it('lets only one of two who act at once through', async () => {
    const mock = open()
    const act = () => mock.send('POST', `${active}/acknowledge`, { expectedVersion: 1 })
    const answers = await Promise.all([act(), act(), act()])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
  })

  it('refuses a step that its state does not allow', async () => {
    const mock = open()
    const { status, code } = await mock.send('POST', `${active}/unshelve`, { expectedVersion: 1 })
    expect([status, code]).toEqual([409, 'conflict'])
  })

  it('comes back from the shelf by itself when its time is over', async () => {
    const mock = open()
    const until = new Date(mock.world.now().getTime() + 2 * dayMs).toISOString()
    await mock.send('POST', `${active}/shelve`, { expectedVersion: 1, until, reason })
    expect(await readAlert(mock, active)).toMatchObject({ state: 'shelved', shelvedUntil: until, version: 2 })
    mock.advance(2 * dayMs)
    const after = await readAlert(mock, active)
    expect(after).toMatchObject({ state: 'active', shelvedUntil: null, version: 3 })
    expect(after.history.at(-1)).toMatchObject({ event: 'shelf-expire', at: until, by: null })
    const next = await mock.send('POST', `${active}/acknowledge`, { expectedVersion: 3 })
    expect(next.status).toBe(200)
  })

  it.each([-1, 8])('is not shelved until %d days from now', async (days) => {
    const mock = open()
    const until = new Date(mock.world.now().getTime() + days * dayMs).toISOString()
    const { status } = await mock.send('POST', `${active}/shelve`, { expectedVersion: 1, until, reason })
    expect(status).toBe(400)
  })

  it('is given to a person, and closed with the reason', async () => {
    const mock = open()
    const assigned = await mock.send('POST', `${active}/assign`, { expectedVersion: 1, assigneeId: 'person-tomas' })
    expect(assigned.data).toMatchObject({ state: 'active', assignee: { name: 'Tomas Berg' } })
    const closed = await mock.send('POST', `${active}/close`, { expectedVersion: 2, closing: 'false-alarm', reason })
    expect(closed.data).toMatchObject({ state: 'closed', actions: [] })
    const { data } = await mock.get('/alerts?limit=200')
    expect((data as AlertList).alerts.map(({ id }) => id)).not.toContain('alert-9j4g6k1h')
  })

  it('is known as it was before, when somebody asks for that', async () => {
    const mock = open()
    const asOf = mock.world.now().toISOString()
    const before = await readAlert(mock, active, `?asOf=${asOf}`)
    mock.advance(60_000)
    await mock.send('POST', `${active}/acknowledge`, { expectedVersion: 1 })
    expect(await readAlert(mock, active, `?asOf=${asOf}`)).toEqual(before)
  })

  it('that nobody has is not there', async () => {
    const { status } = await open().send('POST', '/alerts/alert-nowhere9/acknowledge', { expectedVersion: 1 })
    expect(status).toBe(404)
  })
})

describe('a recommendation', () => {
  const path = '/recommendations/rec-4m7k2p9x'
  const decide = (mock: OpenMock, body: Readonly<Record<string, unknown>>) =>
    mock.send('POST', `${path}/decisions`, { expectedVersion: 1, reason, ...body })

  it.each([
    [{ kind: 'accept' }, 'accepted', ['choke-a-01', 'choke-a-02', 'choke-a-05']],
    [{ kind: 'accept-in-part', stepKeys: ['choke-a-01'] }, 'accepted-in-part', ['choke-a-01']],
    [
      { kind: 'edit', setpoints: [{ stepKey: 'choke-a-01', value: 58 }] },
      'edited',
      ['choke-a-01', 'choke-a-02', 'choke-a-05'],
    ],
    [{ kind: 'reject' }, 'rejected', []],
    [{ kind: 'snooze', until: '2026-11-20T06:00:00.000Z' }, 'snoozed', []],
  ])('that is decided on with %j is %s', async (decision, state, stepKeys) => {
    const mock = open()
    const { status, data } = await decide(mock, decision)
    expect(status).toBe(201)
    const after = data as RecommendationDetail
    expect(after).toMatchObject({ state, version: 2 })
    expect(after.decided.at(-1)).toMatchObject({ kind: decision.kind, stepKeys, by: { id: 'person-you' } })
    expect((await mock.get(path)).data).toEqual(after)
  })

  it.each([
    [{ kind: 'accept-in-part', stepKeys: ['choke-z-99'] }],
    [{ kind: 'edit', setpoints: [{ stepKey: 'choke-a-01', value: 99 }] }],
    [{ kind: 'snooze', until: '2026-12-19T06:00:00.000Z' }],
    [{ kind: 'snooze', until: '2026-11-18T06:00:00.000Z' }],
  ])('refuses %j, and stays as it is', async (decision) => {
    const mock = open()
    const { status, code } = await decide(mock, decision)
    expect([status, code]).toEqual([400, 'invalid-request'])
    expect((await mock.get(path)).data).toMatchObject({ state: 'proposed', version: 1 })
  })

  it('can be decided on once', async () => {
    const mock = open()
    await decide(mock, { kind: 'accept' })
    expect((await decide(mock, { kind: 'reject' })).status).toBe(409)
    expect((await decide(mock, { kind: 'reject', expectedVersion: 2 })).status).toBe(409)
  })

  it('expires when nobody decides in time, which is a no', async () => {
    const mock = open()
    mock.advance(4 * dayMs)
    expect((await mock.get(path)).data).toMatchObject({ state: 'expired', decisions: [] })
  })
})

describe('a scenario', () => {
  const unit = { unit: 'm3/d', reference: 'metric', basis: null, label: 'Sm³/d' }
  const asked = {
    name: 'Half the gas',
    description: 'One machine down',
    objective: { kind: 'oil', policy: null, movesMax: null },
    constraintOverrides: [{ key: 'gas-capacity', limit: 1_000, unit, note: null }],
    lockedWells: [{ wellId: 'well-a01x7k2m9c', at: 'current-rate', note: null }],
    baseSnapshotId: null,
  }
  const create = async (mock: OpenMock, more = {}): Promise<Scenario> => {
    const body = { node: 'hub-t7n3n5h7q2', ...asked, ...more }
    return (await mock.send('POST', '/optimization/scenarios', body)).data as Scenario
  }
  const start = async (mock: OpenMock, { id, version }: Scenario): Promise<string> => {
    const body = { scenarioVersion: version, gapMax: 0.01, timeLimit: 60 }
    const { status, data } = await mock.send('POST', `/optimization/scenarios/${id}/runs`, body)
    expect(status).toBe(202)
    return `/optimization/scenarios/${id}/runs/${(data as ScenarioRun).id}`
  }

  it('waits, runs and is solved', async () => {
    const mock = open()
    const path = await start(mock, await create(mock, { constraintOverrides: [] }))
    const read = async (): Promise<ScenarioRun> => (await mock.get(path)).data as ScenarioRun
    expect(await read()).toMatchObject({ status: 'queued', startedAt: null, result: null })
    mock.advance(3_000)
    expect(await read()).toMatchObject({ status: 'running', finishedAt: null, result: null })
    mock.advance(5_000)
    const solved = await read()
    expect(solved).toMatchObject({ status: 'solved', infeasibility: null, gapNow: null })
    expect(solved.result?.held).toContainEqual(expect.objectContaining({ reason: 'locked' }))
  })

  it('that has no solution says what conflicts, and what would free it', async () => {
    const mock = open()
    const scenario = await create(mock)
    const path = await start(mock, scenario)
    mock.advance(10_000)
    const { status, result, infeasibility } = (await mock.get(path)).data as ScenarioRun
    expect([status, result]).toEqual(['infeasible', null])
    expect(infeasibility?.conflicting.map(({ key }) => key)).toEqual(['gas-capacity', 'turndown'])
    const [relaxed] = infeasibility?.relaxation ?? []
    expect(relaxed).toMatchObject({ key: 'gas-capacity', from: 1_000 })
    // What is said to free it does.
    const constraintOverrides = [{ key: 'gas-capacity', limit: (relaxed?.to ?? 0) + 0.001, unit, note: null }]
    const body = { ...asked, constraintOverrides, expectedVersion: 1 }
    const replaced = await mock.send('PUT', `/optimization/scenarios/${scenario.id}`, body)
    const freed = await start(mock, replaced.data as Scenario)
    mock.advance(10_000)
    expect((await mock.get(freed)).data).toMatchObject({ status: 'solved', scenarioVersion: 2 })
    // The first run keeps the version that it was of.
    expect((await mock.get(path)).data).toMatchObject({ status: 'infeasible', scenarioVersion: 1 })
  })

  it('is stopped while it runs, and not after', async () => {
    const mock = open()
    const path = await start(mock, await create(mock))
    const stopped = await mock.send('POST', `${path}/cancel`, {})
    expect(stopped.data).toMatchObject({ status: 'cancelled', result: null })
    mock.advance(10_000)
    expect((await mock.get(path)).data).toMatchObject({ status: 'cancelled' })
    expect((await mock.send('POST', `${path}/cancel`, {})).status).toBe(409)
  })

  it('keeps every version, and refuses to replace one that has moved', async () => {
    const mock = open()
    const { id } = await create(mock)
    const replace = (name: string, expectedVersion: number) =>
      mock.send('PUT', `/optimization/scenarios/${id}`, { ...asked, name, expectedVersion })
    expect((await replace('Second', 1)).data).toMatchObject({ name: 'Second', version: 2 })
    expect((await replace('Third', 1)).status).toBe(409)
    expect((await mock.get(`/optimization/scenarios/${id}?version=1`)).data).toMatchObject({ name: 'Half the gas' })
    expect((await mock.get(`/optimization/scenarios/${id}`)).data).toMatchObject({ name: 'Second' })
  })

  it('that is withdrawn can be read and not run', async () => {
    const mock = open()
    const { id } = await create(mock)
    const withdrawn = await mock.send('DELETE', `/optimization/scenarios/${id}?expectedVersion=1`)
    expect(withdrawn.data).toMatchObject({ withdrawnAt: mock.world.now().toISOString() })
    const run = { scenarioVersion: 2, gapMax: 0.01, timeLimit: 60 }
    expect((await mock.send('POST', `/optimization/scenarios/${id}/runs`, run)).status).toBe(409)
    expect((await mock.get(`/optimization/scenarios/${id}`)).status).toBe(200)
    const listed = ((await mock.get('/optimization/scenarios')).data as ScenarioList).scenarios
    expect(listed.map((scenario) => scenario.id)).not.toContain(id)
  })

  it.each([
    [{ constraintOverrides: [{ key: 'sunshine', limit: 1, unit, note: null }] }, 'body.constraintOverrides.0.key'],
    [{ lockedWells: [{ wellId: 'well-nowhere9', at: 'shut', note: null }] }, 'body.lockedWells.0.wellId'],
  ])('refuses what its network does not have', async (more, path) => {
    const body = { node: 'hub-t7n3n5h7q2', ...asked, ...more }
    const answer = await open().send('POST', '/optimization/scenarios', body)
    expect([answer.status, answer.errorPaths[0]]).toEqual([400, path])
  })

  it('moves no more wells than it is asked to', async () => {
    const mock = open()
    const objective = { kind: 'oil', policy: null, movesMax: 2 }
    const path = await start(mock, await create(mock, { objective, constraintOverrides: [], lockedWells: [] }))
    mock.advance(10_000)
    expect(((await mock.get(path)).data as ScenarioRun).result?.moves).toHaveLength(2)
  })

  it('cannot be compared with one of another node', async () => {
    const { status } = await open().get('/optimization/scenarios/compare?runs=run-3m6q9t2w,run-2x4z6b8d')
    expect(status).toBe(400)
  })
})

describe('a write that is sent again under its key', () => {
  const headers = { 'idempotency-key': 'f2b1c0de-0001' }
  const write = (mock: OpenMock, expectedVersion: number) =>
    mock.send('POST', `${active}/acknowledge`, { expectedVersion }, headers)

  it('gets the first answer, and writes nothing', async () => {
    const mock = open()
    const [first, again] = [await write(mock, 1), await write(mock, 1)]
    expect(again.status).toBe(200)
    expect(again.body).toEqual(first.body)
    expect((await readAlert(mock, active)).version).toBe(2)
  })

  it('is a conflict when it says something else', async () => {
    const mock = open()
    await write(mock, 1)
    expect((await write(mock, 2)).status).toBe(409)
  })

  it('may be tried again when it failed', async () => {
    const mock = open()
    expect((await write(mock, 9)).status).toBe(409)
    expect((await write(mock, 1)).status).toBe(200)
  })
})
