import { afterEach, describe, expect, it } from 'vitest'
import { Browser } from './browser.ts'
import { type IdentityField, personOf, sessionCookie, signIn, startIdentityField } from './identity-app.ts'

/** A field whose provider's clock is so much ahead, s. */
const startAhead = (aheadS: number): Promise<IdentityField> =>
  startIdentityField({
    persons: [personOf('anne', ['viewer'])],
    provider: { now: () => new Date(Date.now() + aheadS * 1_000), idTokenTtlS: 300 },
  })

let field: IdentityField | undefined

afterEach(async () => field?.dispose())

describe('a provider whose clock', () => {
  it.each([
    ['is two minutes ahead', 120],
    ['is two minutes behind', -120],
  ])('%s signs people in', async (_, aheadS) => {
    field = await startAhead(aheadS)
    expect((await signIn(new Browser(), field.server, 'anne')).status).toBe(303)
  })

  it.each([
    ['is six minutes ahead', 360],
    ['is six minutes behind', -360],
  ])('%s signs nobody in, and a page says that clocks may be the reason', async (_, aheadS) => {
    field = await startAhead(aheadS)
    const browser = new Browser()
    const { status, body } = await signIn(browser, field.server, 'anne')
    expect(status).toBe(400)
    expect(body).toContain('clocks that differ')
    expect(browser.cookie(field.server.origin, sessionCookie)).toBeUndefined()
  })
})
