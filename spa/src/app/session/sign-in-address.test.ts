import { describe, expect, it } from 'vitest'
import { currentPath, signInAddress } from './sign-in-address.ts'

describe('the address of a sign-in', () => {
  it('comes back to the whole address, its own query included', () => {
    const address = signInAddress('/auth/sign-in', '/nodes/hub-1?from=2026-11-01&view=table#flow')
    const { pathname, searchParams } = new URL(address, 'https://tieback.test')
    expect(pathname).toBe('/auth/sign-in')
    expect([...searchParams]).toEqual([['returnTo', '/nodes/hub-1?from=2026-11-01&view=table#flow']])
  })

  it('may have a query already', () => {
    expect(signInAddress('/auth/sign-in?as=another', '/')).toBe('/auth/sign-in?as=another&returnTo=%2F')
  })

  it('is told all that the address bar says', () => {
    expect(currentPath(new URL('https://tieback.test/jobs?state=failed#x') as unknown as Location)).toBe(
      '/jobs?state=failed#x',
    )
  })
})
