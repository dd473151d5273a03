import { beforeAll, describe, expect, it } from 'vitest'
import { withJobLock } from './job-lock.ts'
import { startTestDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await startTestDatabase()
  return database.dispose
})

describe('withJobLock', () => {
  it('lets one work at a time under a key, and does nothing for the others', async () => {
    const release = Promise.withResolvers<string>()
    const isWorking = Promise.withResolvers<undefined>()
    const first = withJobLock(database.pool, 'ingest ec', () => {
      isWorking.resolve(undefined)
      return release.promise
    })
    await isWorking.promise
    expect(await withJobLock(database.pool, 'ingest ec', () => Promise.resolve('second'))).toBeUndefined()
    expect(await withJobLock(database.pool, 'ingest pi', () => Promise.resolve('other key'))).toBe('other key')
    release.resolve('first')
    expect(await first).toBe('first')
    expect(await withJobLock(database.pool, 'ingest ec', () => Promise.resolve('third'))).toBe('third')
  })

  it('is free again after work that failed, and passes the failure on', async () => {
    const failing = withJobLock(database.pool, 'ingest ec', () => Promise.reject(new Error('source gone')))
    await expect(failing).rejects.toThrow('source gone')
    expect(await withJobLock(database.pool, 'ingest ec', () => Promise.resolve('again'))).toBe('again')
  })
})
