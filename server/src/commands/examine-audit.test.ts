import { startTestDatabase, type TestDatabase } from '@tieback/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '../config/environment.ts'
import { examineAudit } from './examine-audit.ts'

let database: TestDatabase
let role: string
beforeAll(async () => {
  database = await startTestDatabase()
  role = new URL(database.url).pathname.slice(1)
  await database.pool.query(`create role ${role} login password '${role}'`)
})
afterAll(async () => {
  await database.pool.query(`drop owned by ${role}; drop role ${role}`)
  await database.dispose()
})

function examineAs(name: string | null): Promise<string> {
  const url = new URL(database.url)
  if (name !== null) Object.assign(url, { username: name, password: name })
  return examineAudit(parseConfig({ DATABASE_URL: url.href }))
}

describe('the examination of the audit log’s rights', () => {
  it('warns where the store is worked with as a superuser', async () => {
    await expect(examineAs(null)).rejects.toThrow('is a superuser, whom no right holds')
  })

  it('finds nothing wrong with a role that may only add to it', async () => {
    expect(await examineAs(role)).toBe(`the role ${role} can add to it, and change nothing`)
  })

  it('gives the SQL that takes the log out of the hands of a role which could take it', async () => {
    await database.pool.query(`alter role ${role} createrole`)
    await expect(examineAs(role)).rejects.toThrow(`alter role "${role}" nocreaterole;`)
  })
})
