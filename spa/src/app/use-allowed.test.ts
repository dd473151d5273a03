import { apiContract, type NodeRef, type Role, roleScopes, type RoleGrant } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { isAllowed, missingScopes } from './use-allowed.ts'

const hub: NodeRef = { id: 'hub-t7n3n5h7q2', kind: 'hub', name: 'Tindrevik Nord' }

const rightsOf = (...grants: readonly RoleGrant[]) => ({
  grants: [...grants],
  scopes: [...new Set(grants.flatMap(({ role }) => [...roleScopes[role]]))],
})

const everywhere = (role: Role): RoleGrant => ({ role, assets: null })
const atHub = (role: Role): RoleGrant => ({ role, assets: [hub] })

describe('what a reader may do', () => {
  const { listSources, checkSource, listQuarantine } = apiContract.sources

  it('is what the scopes say, all of them', () => {
    expect(isAllowed(rightsOf(everywhere('viewer')), listSources)).toBe(true)
    expect(isAllowed(rightsOf(everywhere('viewer')), checkSource)).toBe(false)
    expect(isAllowed({ grants: [everywhere('viewer')], scopes: ['production:read'] }, listSources)).toBe(false)
  })

  it('is nothing where nobody has signed in, but what is public', () => {
    expect(isAllowed(null, listSources)).toBe(false)
    expect(isAllowed(null, apiContract.identity.readSession)).toBe(true)
  })

  it('needs the whole field where the answer is about all of it', () => {
    expect(isAllowed(rightsOf(everywhere('viewer')), listQuarantine)).toBe(true)
    expect(isAllowed(rightsOf(atHub('viewer')), listQuarantine)).toBe(false)
    expect(isAllowed(rightsOf(atHub('viewer')), listSources)).toBe(true)
  })

  it('is not put together from a role here and another there', () => {
    const rights = rightsOf(everywhere('viewer'), atHub('administrator'))
    expect(isAllowed(rights, checkSource)).toBe(false)
    expect(isAllowed(rightsOf(everywhere('administrator')), checkSource)).toBe(true)
  })

  it('trusts the scopes of a role that the API has learnt since', () => {
    const grants = [{ role: 'something-new' as Role, assets: null }]
    expect(isAllowed({ grants, scopes: ['sources:operate'] }, checkSource)).toBe(true)
  })

  it('can be told by what is missing', () => {
    expect(missingScopes(rightsOf(everywhere('viewer')), checkSource)).toEqual(['sources:operate'])
    expect(missingScopes(rightsOf(atHub('viewer')), listQuarantine)).toEqual([])
  })
})
