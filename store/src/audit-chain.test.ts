import { describe, expect, it } from 'vitest'
import { buildLog, createSigningKey, headOf, verifyLog } from '../test/audit-log.ts'
import { createDraw, drawSeed, tampers } from '../test/audit-tampers.ts'
import { ChainVerifier } from './audit-chain.ts'

const signing = createSigningKey()
const log = buildLog(26, 7, signing)

describe('verification of the audit log', () => {
  it('finds nothing wrong with a log as it was written', () => {
    expect(verifyLog(log, signing.keys)).toEqual({
      entries: 26,
      checkpoints: 3,
      areSignaturesChecked: true,
      fault: null,
    })
    const empty = { entries: [], checkpoints: [] }
    expect(verifyLog({ ...empty, head: headOf(empty) }, signing.keys).fault).toBeNull()
  })

  it('finds each of 10 000 random tampers, and names the place of those that have one', () => {
    const seed = drawSeed()
    const draw = createDraw(seed)
    const kinds = Object.entries(tampers)
    const missed: string[] = []
    for (let turn = 0; turn < 10_000; turn += 1) {
      const [name, tamper] = kinds[turn % kinds.length] ?? []
      if (name === undefined || tamper === undefined) throw new Error('there are no tampers')
      const { log: tampered, at } = tamper(log, draw)
      const { fault } = verifyLog(tampered, signing.keys)
      if (fault === null) missed.push(`${name}: not found`)
      else if (at !== null && fault.sequence !== at) missed.push(`${name}: at ${at}, told of ${fault.sequence}`)
    }
    expect(missed, `seed ${seed}`).toEqual([])
  }, 120_000)

  it('finds a log that was put back to an earlier day with its head and its checkpoints, by one kept outside', () => {
    const entries = log.entries.slice(0, 15)
    const checkpoints = log.checkpoints.slice(0, 2)
    const putBack = { entries, checkpoints, head: headOf({ entries, checkpoints }) }
    expect(verifyLog(putBack, signing.keys).fault).toBeNull()
    const { fault } = verifyLog(putBack, signing.keys, log.checkpoints.slice(-1))
    expect(fault).toMatchObject({ sequence: 16, what: expect.stringContaining('The log ends at 15') as string })
  })

  it('trusts no checkpoint kept outside whose signature does not fit', () => {
    const [first] = log.checkpoints
    if (first === undefined) throw new Error('there is no checkpoint')
    expect(verifyLog(log, signing.keys, [first]).fault).toBeNull()
    const { fault } = verifyLog(log, signing.keys, [{ ...first, at: new Date(0) }])
    expect(fault).toMatchObject({ sequence: first.sequence, what: expect.stringContaining('kept outside') as string })
  })

  it('says so where it was given no key, and holds the chain against itself all the same', () => {
    expect(verifyLog(log, new Map())).toMatchObject({ areSignaturesChecked: false, fault: null })
    const cut = { ...log, entries: log.entries.slice(0, 20) }
    expect(verifyLog(cut, new Map()).fault).toMatchObject({ sequence: 21 })
  })

  it('begins where it is asked to, and trusts what that entry follows', () => {
    const verify = (entries: typeof log.entries) => {
      const verifier = new ChainVerifier({ from: 10, keys: signing.keys })
      verifier.expect(log.checkpoints.filter(({ sequence }) => sequence >= 10))
      for (const entry of entries) verifier.take(entry)
      return verifier.finish(log.head)
    }
    expect(verify(log.entries.slice(9))).toMatchObject({ entries: 17, checkpoints: 2, fault: null })
    expect(verify(log.entries.slice(10)).fault).toMatchObject({ sequence: 10 })
  })
})
