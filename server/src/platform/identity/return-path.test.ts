import { describe, expect, it } from 'vitest'
import { createSignInPath, toReturnPath } from './return-path.ts'

const publicUrl = new URL('https://tieback.example.com')

describe('the path to come back to', () => {
  it.each(['/', '/hubs', '/hubs?day=2026-03-11&units=field#flow', '/a%20b', '/assets/node-1/../node-2', '/authors'])(
    '%s is one of our own',
    (path) => {
      const { pathname, search, hash } = new URL(path, publicUrl)
      expect(toReturnPath(path, publicUrl)).toBe(`${pathname}${search}${hash}`)
    },
  )

  it.each([
    'https://evil.example/',
    'https://tieback.example.com.evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/./\\evil.example',
    '/..//evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'hubs',
    '',
    '/auth/sign-in',
    '/auth/callback?code=1',
    '/x/../auth/sign-in',
    `/${'a'.repeat(2_000)}`,
    undefined,
    ['/hubs', '/wells'],
    { path: '/hubs' },
  ])('%j is not, and the front page is', (given) => {
    expect(toReturnPath(given, publicUrl)).toBe('/')
  })

  it('is named where a sign-in begins', () => {
    expect(createSignInPath('/')).toBe('/auth/sign-in')
    expect(createSignInPath('/hubs?a=1&b=2')).toBe('/auth/sign-in?returnTo=%2Fhubs%3Fa%3D1%26b%3D2')
    expect(createSignInPath('/', { isAnotherPerson: true })).toBe('/auth/sign-in?as=another')
  })
})
