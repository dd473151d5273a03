import { describe, expect, it } from 'vitest'
import { createSecret, createSecretBox, hashSecret, isSecret } from './secrets.ts'

const secret = 'a secret of tests alone, at least 32 characters'

describe('a secret', () => {
  it('is another one each time, and looks like none that somebody typed', () => {
    const secrets = new Set(Array.from({ length: 100 }, createSecret))
    expect(secrets.size).toBe(100)
    for (const each of secrets) expect(isSecret(each)).toBe(true)
  })

  it.each([undefined, '', 'short', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)} `, `${'A'.repeat(42)}=`])(
    '%j is none',
    (text) => expect(isSecret(text)).toBe(false),
  )

  it('is kept as SHA-256', () => {
    expect(hashSecret('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})

describe('a box', () => {
  const box = createSecretBox(secret, 'tests')

  it('gives back what was put in, and never looks the same', () => {
    const sealed = box.seal('øre og mer', 'row 1')
    expect(box.open(sealed, 'row 1')).toBe('øre og mer')
    expect(box.seal('øre og mer', 'row 1')).not.toEqual(sealed)
    expect(sealed.toString('latin1')).not.toContain('mer')
    expect(box.open(box.seal('', 'row 1'), 'row 1')).toBe('')
  })

  it('stays shut for another row, purpose or secret', () => {
    const sealed = box.seal('text', 'row 1')
    expect(box.open(sealed, 'row 2')).toBeNull()
    expect(createSecretBox(secret, 'other tests').open(sealed, 'row 1')).toBeNull()
    expect(createSecretBox(`${secret}!`, 'tests').open(sealed, 'row 1')).toBeNull()
    expect(createSecretBox(secret, 'tests').open(sealed, 'row 1')).toBe('text')
  })

  it('stays shut where any byte was changed, or some are missing', () => {
    const sealed = box.seal('text', 'row 1')
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(box.open(changed, 'row 1'), `byte ${at}`).toBeNull()
      expect(box.open(sealed.subarray(0, at), 'row 1'), `${at} bytes`).toBeNull()
    }
  })
})
