import { Command } from 'commander'
import { quarantine, upsertSource, withKnowledge } from '@tieback/store'
import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { addQuarantine } from './quarantine.ts'

const sourceId = 'ec'

describe('quarantine list', () => {
  let database: TestDatabase
  let said: string[]
  beforeAll(async () => {
    database = await startTestDatabase()
    await upsertSource(database.pool, {
      id: sourceId,
      name: 'EC',
      kind: 'energy-components',
      namespace: 'field',
      expectedEveryS: 60,
    })
    const refused = [
      { dataset: 'production', key: 'a', reason: 'unmapped-node' },
      { dataset: 'production', key: 'b', reason: 'unmapped-node' },
      { dataset: 'deferment', key: 'c', reason: 'invalid-event' },
    ]
    const rows = refused.map((row) => ({ ...row, message: `${row.key} is refused`, row: {} }))
    await withKnowledge(database.pool, { sourceId, runId: null, cause: 'test' }, (tx) => quarantine(tx, sourceId, rows))
  })
  afterAll(() => database.dispose())
  beforeEach(() => {
    vi.stubEnv('DATABASE_URL', database.url)
    said = []
    vi.spyOn(console, 'log').mockImplementation((message) => void said.push(String(message)))
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  const list = async (...args: readonly string[]): Promise<string[]> => {
    const program = new Command().exitOverride()
    addQuarantine(program)
    await program.parseAsync(['quarantine', 'list', ...args], { from: 'user' })
    return said
  }

  it('says of each reason how many rows and whose it is to mend', async () => {
    const [, ...lines] = await list(sourceId)
    expect(lines.slice(0, 2)).toEqual([
      expect.stringMatching(/^production +unmapped-node +mapping +2 /),
      expect.stringMatching(/^deferment +invalid-event +source +1 /),
    ])
  })

  it('leaves out the groups and the rows that were not asked for', async () => {
    const lines = await list(sourceId, '--reason', 'invalid-event')
    expect(lines.join('\n')).toContain('c: c is refused')
    expect(lines.join('\n')).not.toContain('unmapped-node')
  })

  it('refuses a source that nobody knows, and names those that are known', async () => {
    await expect(list('nowhere')).rejects.toThrow('There is no source nowhere. Known: ec.')
  })
})
