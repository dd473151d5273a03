import { beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from './actor.ts'
import { hashSecret } from './secrets.ts'
import { SessionMemory } from './session-memory.ts'

const secret = 'a'.repeat(43)
const actor: Actor = { id: 'anne', name: 'Anne', kind: 'person', grants: [], sessionId: 'session-a' }

/** Answers of the store, each given when the test says so. */
let answers: ((found: Actor | null) => void)[]
let asked: Buffer[]
let memory: SessionMemory

beforeEach(() => {
  answers = []
  asked = []
  memory = new SessionMemory((secretHash) => {
    asked.push(secretHash)
    return new Promise((resolve) => answers.push(resolve))
  })
})

async function remember(): Promise<void> {
  const found = memory.find(secret)
  answers.shift()?.(actor)
  await found
}

describe('the memory of sessions', () => {
  it('asks once for all who ask for the same, and gives it at once after that', async () => {
    const found = [memory.find(secret), memory.find(secret)].map((each) => Promise.resolve(each))
    expect(answers).toHaveLength(1)
    answers[0]?.(actor)
    expect(await Promise.all(found)).toEqual([actor, actor])
    expect(memory.find(secret)).toBe(actor)
    expect(answers).toHaveLength(1)
  })

  it('asks again for nobody, whom it does not remember', async () => {
    const found = memory.find(secret)
    answers[0]?.(null)
    expect(await found).toBeNull()
    void memory.find(secret)
    expect(answers).toHaveLength(2)
  })

  it('forgets a session, or all', async () => {
    await remember()
    memory.forget('session-b')
    expect(memory.find(secret)).toBe(actor)
    memory.forget('session-a')
    expect(memory.find(secret)).toBeInstanceOf(Promise)
    await remember()
    await remember()
    memory.forgetAll()
    expect(memory.find(secret)).toBeInstanceOf(Promise)
  })

  it('does not remember what was read before it was told to forget', async () => {
    const found = memory.find(secret)
    memory.forget('session-a')
    answers[0]?.(actor)
    await found
    expect(memory.find(secret)).toBeInstanceOf(Promise)
  })

  it('asks by the hash of the secret, and tells secrets apart', async () => {
    await remember()
    expect(memory.find('b'.repeat(43))).toBeInstanceOf(Promise)
    expect(asked).toEqual([hashSecret(secret), hashSecret('b'.repeat(43))])
  })
})
