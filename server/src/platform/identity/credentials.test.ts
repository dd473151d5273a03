import { describe, expect, it } from 'vitest'
import { readCredentials } from './credentials.ts'

const read = (...rawHeaders: string[]) => readCredentials({ rawHeaders }, '__Host-tieback')

describe('what a request brings', () => {
  it.each([
    ['nothing', [], { cookie: undefined, bearer: undefined }],
    ['our cookie', ['Cookie', '__Host-tieback=abc'], { cookie: 'abc', bearer: undefined }],
    ['our cookie among others', ['COOKIE', 'a=1; __Host-tieback=abc; b=2'], { cookie: 'abc', bearer: undefined }],
    [
      'our cookie in a second header',
      ['cookie', 'a=1', 'cookie', '__Host-tieback=abc'],
      { cookie: 'abc', bearer: undefined },
    ],
    ['the first of two', ['cookie', '__Host-tieback=abc; __Host-tieback=def'], { cookie: 'abc', bearer: undefined }],
    ['an empty one', ['cookie', '__Host-tieback='], { cookie: '', bearer: undefined }],
    ['a token', ['Authorization', 'Bearer a.b.c'], { cookie: undefined, bearer: 'a.b.c' }],
    [
      'a token with the scheme in other letters',
      ['authorization', 'bEARER  a.b.c '],
      { cookie: undefined, bearer: 'a.b.c' },
    ],
    ['both', ['cookie', '__Host-tieback=abc', 'authorization', 'Bearer a'], { cookie: 'abc', bearer: 'a' }],
  ])('is %s', (_, headers, credentials) => {
    expect(read(...headers)).toEqual(credentials)
  })

  it.each([
    ['a longer name', '__Host-tieback2=abc'],
    ['a name that ends like ours', 'x__Host-tieback=abc'],
    ['other letters', '__host-tieback=abc'],
    ['our name as a value', 'a=__Host-tieback=abc'],
    ['no value', '__Host-tieback'],
  ])('is no cookie of ours with %s', (_, header) => {
    expect(read('cookie', header).cookie).toBeUndefined()
  })

  it('is no token with another scheme', () => {
    expect(read('authorization', 'Basic YTpi').bearer).toBeUndefined()
    expect(read('authorization', 'Bearerer abc').bearer).toBeUndefined()
    expect(read('proxy-authorization', 'Bearer abc').bearer).toBeUndefined()
  })

  it('is a token that nobody can read where there are two, or it is empty', () => {
    expect(read('authorization', 'Bearer a', 'authorization', 'Bearer b').bearer).toBe('')
    expect(read('authorization', 'Bearer').bearer).toBe('')
    expect(read('authorization', 'Bearer ').bearer).toBe('')
  })
})
