import { describe, expect, it } from 'vitest'
import {
  apiContract,
  AssignAlert,
  CloseAlert,
  DecideRecommendation,
  ShelveAlert,
  StartScenarioRun,
} from '../src/index.ts'

const issuesOf = ({ error }: { error?: { issues: { path: PropertyKey[] }[] } | undefined }) =>
  error?.issues.map(({ path }) => path.join('.')) ?? []

describe('a decision', () => {
  it.each([
    { kind: 'accept', expectedVersion: 1 },
    { kind: 'accept-in-part', expectedVersion: 1, stepKeys: ['B-01/choke'], reason: 'The rest can wait' },
    { kind: 'edit', expectedVersion: 1, setpoints: [{ stepKey: 'B-01/choke', value: 73 }], reason: 'Sand above 73 %' },
    { kind: 'reject', expectedVersion: 1, reason: 'Pigging today' },
    { kind: 'snooze', expectedVersion: 1, until: '2026-11-20T06:00:00.000Z', reason: 'Waiting for the test' },
  ])('to $kind is taken with what that kind needs', (decision) => {
    expect(DecideRecommendation.parse(decision)).toStrictEqual(decision)
  })

  it.each(['accept-in-part', 'edit', 'reject', 'snooze'])('to %s needs a reason', (kind) => {
    expect(issuesOf(DecideRecommendation.safeParse({ kind, expectedVersion: 1 }))).toContain('reason')
    expect(issuesOf(DecideRecommendation.safeParse({ kind, expectedVersion: 1, reason: '   ' }))).toContain('reason')
  })

  it('needs the version that was read, and a kind that there is', () => {
    expect(issuesOf(DecideRecommendation.safeParse({ kind: 'accept' }))).toStrictEqual(['expectedVersion'])
    expect(issuesOf(DecideRecommendation.safeParse({ kind: 'accept', expectedVersion: 0 }))).not.toStrictEqual([])
    expect(issuesOf(DecideRecommendation.safeParse({ kind: 'execute', expectedVersion: 1 }))).toStrictEqual(['kind'])
  })

  it('on a part names at least one step', () => {
    const nothing = { kind: 'accept-in-part', expectedVersion: 1, stepKeys: [], reason: 'None of it' }
    expect(issuesOf(DecideRecommendation.safeParse(nothing))).toStrictEqual(['stepKeys'])
  })
})

describe('an act on an alert', () => {
  it('takes a reason of at most a thousand characters, without the blanks around it', () => {
    const shelf = { expectedVersion: 1, until: '2026-11-20T06:00:00.000Z' }
    expect(ShelveAlert.parse({ ...shelf, reason: ' under repair ' }).reason).toBe('under repair')
    expect(issuesOf(ShelveAlert.safeParse({ ...shelf, reason: 'x'.repeat(1_001) }))).toStrictEqual(['reason'])
  })

  it('gives the alert to nobody only when that is said', () => {
    expect(issuesOf(AssignAlert.safeParse({ expectedVersion: 1 }))).toStrictEqual(['assigneeId'])
    expect(AssignAlert.parse({ expectedVersion: 1, assigneeId: null }).assigneeId).toBeNull()
  })

  it('closes for one of the reasons that there are', () => {
    const closing = { expectedVersion: 1, closing: 'bored', reason: 'It blinks' }
    expect(issuesOf(CloseAlert.safeParse(closing))).toStrictEqual(['closing'])
  })
})

describe('a run of a scenario', () => {
  it.each([0, 601])('is not given %d seconds', (timeLimit) => {
    expect(issuesOf(StartScenarioRun.safeParse({ scenarioVersion: 1, gapMax: 0.01, timeLimit }))).toStrictEqual([
      'timeLimit',
    ])
  })
})

describe('several ids in one parameter', () => {
  const { query } = apiContract.optimization.compareScenarioRuns

  it('are read as an array without repeats', () => {
    expect(query.parse({ runs: 'run-a1,run-b2,run-a1' }).runs).toStrictEqual(['run-a1', 'run-b2'])
  })

  it.each([
    '',
    'run-a1',
    'run-a1,',
    'run-a1,run-a1',
    'run-a1 run-b2',
    'scn-a1,scn-b2',
    Array(7).fill('run-a1').join(','),
  ])('are refused as "%s"', (runs) => {
    expect(issuesOf(query.safeParse({ runs }))).toContain('runs')
  })
})

describe('the key that makes a write safe to send again', () => {
  const keys = apiContract.recommendations.decideRecommendation.headers['idempotency-key']

  it('may be left out, and is neither short nor long nor odd', () => {
    expect(keys.safeParse(undefined).success).toBe(true)
    expect(keys.safeParse('0b9f6a52-7d0e-4c57-9c0a-2f4b8f3f6d11').success).toBe(true)
    for (const key of ['short', 'x'.repeat(65), 'with blanks inside']) expect(keys.safeParse(key).success).toBe(false)
  })
})
