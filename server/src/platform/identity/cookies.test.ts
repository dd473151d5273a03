import { describe, expect, it } from 'vitest'
import { createCookies } from './cookies.ts'

describe('the cookies', () => {
  it('are held to https, this host and every path of it', () => {
    const { session, signIn } = createCookies(new URL('https://tieback.example.com'))
    expect(session.write('abc')).toBe('__Host-tieback=abc; Path=/; HttpOnly; Secure; SameSite=Lax')
    expect(signIn.write('abc', 600)).toBe(
      '__Host-tieback-sign-in=abc; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax',
    )
    expect(session.clear()).toBe('__Host-tieback=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax')
  })

  it.each(['http://127.0.0.1:4310', 'http://localhost:4310', 'http://[::1]:4310'])(
    'have another name at %s, where no browser takes the strict ones',
    (address) => {
      expect(createCookies(new URL(address)).session.write('abc')).toBe(
        'tieback-loopback=abc; Path=/; HttpOnly; SameSite=Lax',
      )
    },
  )

  it.each(['http://tieback.example.com', 'http://192.0.2.1:4310', 'http://127.0.0.1.example.com'])(
    'are not given at %s, where they would be sent in the clear',
    (address) => {
      expect(() => createCookies(new URL(address))).toThrow('TIEBACK_PUBLIC_URL')
    },
  )
})
