import { SessionState } from '@tieback/contracts'
import { afterEach, describe, expect, it } from 'vitest'
import { evaluationTenantId, objectIdOf } from '../../src/embedded/identity-provider/claims.ts'
import type { EvaluationPerson } from '../../src/embedded/identity-provider/persons.ts'
import type { IdentitySettings } from '../../src/platform/identity/settings.ts'
import { idOf, writeSmallField } from '../small-field.ts'
import { Browser } from './browser.ts'
import {
  dataOf,
  type IdentityField,
  personOf,
  sessionCookie,
  signedIn,
  signIn,
  startIdentityField,
} from './identity-app.ts'

const groups = (count: number): string[] => Array.from({ length: count }, (_, index) => `group-${index}`)

const settings: Partial<IdentitySettings> = {
  idClaim: 'oid',
  tenantId: evaluationTenantId,
  grants: [
    { claim: 'roles', value: 'Tieback.Lead', role: 'performance-lead', assets: 'all' },
    { claim: 'groups', value: 'group-2', role: 'viewer', assets: [idOf('hub'), 'node-that-is-gone'] },
    { claim: 'groups', value: 'group-249', role: 'production-programmer', assets: 'all' },
  ],
}

let field: IdentityField | undefined

afterEach(async () => field?.dispose())

async function start(person: EvaluationPerson, hasGroupsUrl = false): Promise<IdentityField> {
  field = await startIdentityField({ persons: [person], provider: { entraShaped: true }, settings })
  if (!hasGroupsUrl) return field
  const { groupsUrl } = field.provider
  await field.dispose()
  field = await startIdentityField({
    persons: [person],
    provider: { entraShaped: true, port: Number(new URL(groupsUrl).port) },
    settings: { ...settings, issuer: new URL(groupsUrl).origin, groupsUrl },
  })
  return field
}

const readWho = async (browser: Browser, { server }: IdentityField) =>
  dataOf(SessionState, await browser.send(`${server.origin}/api/v1/session`)).signedIn

describe('people of Entra ID', () => {
  it('are known by their object id, with roles of the application', async () => {
    const started = await start(personOf('anne', ['Tieback.Lead']))
    expect(await readWho(await signedIn(started.server, 'anne'), started)).toMatchObject({
      person: { id: objectIdOf('anne'), name: 'Anne Nilsen' },
      grants: [{ role: 'performance-lead', assets: null }],
    })
  })

  it('get what their groups give, for a part of the field that is named', async () => {
    const started = await start(personOf('anne', [], { groups: groups(3) }))
    await writeSmallField(started.database.pool)
    expect((await readWho(await signedIn(started.server, 'anne'), started))?.grants).toEqual([
      { role: 'viewer', assets: [{ id: idOf('hub'), kind: 'hub', name: 'Vela B' }] },
    ])
  })

  it('in too many groups get what all of them give, where the settings say whom to ask', async () => {
    const started = await start(personOf('anne', [], { groups: groups(250) }), true)
    const who = await readWho(await signedIn(started.server, 'anne'), started)
    expect(who?.grants.map(({ role }) => role)).toEqual(['viewer', 'production-programmer'])
  })

  it('in too many groups are told whose job it is, where they don’t', async () => {
    const started = await start(personOf('anne', [], { groups: groups(250) }))
    const browser = new Browser()
    const { status, body } = await signIn(browser, started.server, 'anne')
    expect(status).toBe(403)
    expect(body).toContain('<h1>You are in too many groups</h1>')
    expect(body).toContain('Whoever runs Tieback can mend this')
    expect(browser.cookie(started.server.origin, sessionCookie)).toBeUndefined()
  })

  it('of another tenant stay out, whatever their roles are called', async () => {
    const started = await start(personOf('anne', ['Tieback.Lead'], { tenantId: 'another-tenant' }))
    const browser = new Browser()
    const { status, body } = await signIn(browser, started.server, 'anne')
    expect(status).toBe(403)
    expect(body).toContain('<h1>You belong to another organisation</h1>')
    expect(browser.cookie(started.server.origin, sessionCookie)).toBeUndefined()
  })
})
