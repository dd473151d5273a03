import { describe, expect, it } from 'vitest'
import { areGroupsLeftOut, grantsOf, isOwnTenant } from './grants.ts'
import type { GrantRule } from './settings.ts'

const grants: readonly GrantRule[] = [
  { claim: 'roles', value: 'lead', role: 'performance-lead', assets: 'all' },
  { claim: 'groups', value: 'north', role: 'viewer', assets: ['hub-1'] },
  { claim: 'groups', value: 'south', role: 'viewer', assets: ['hub-2', 'hub-1'] },
  { claim: 'groups', value: 'everywhere', role: 'viewer', assets: 'all' },
]

describe('what claims give', () => {
  it.each([
    ['nothing without a claim', {}, []],
    ['nothing by a value that no rule names', { roles: ['gardener'], groups: 'lead' }, []],
    ['a role by one of several values', { roles: ['x', 'lead'] }, [{ role: 'performance-lead', assets: 'all' }]],
    ['a role by the only value', { roles: 'lead' }, [{ role: 'performance-lead', assets: 'all' }]],
    ['nothing by a part of a value', { roles: ['leader', 'lea'], groups: 'north south' }, []],
    [
      'one grant of a role, for all its parts',
      { groups: ['north', 'south'] },
      [{ role: 'viewer', assets: ['hub-1', 'hub-2'] }],
    ],
    [
      'the whole field where any rule says so',
      { groups: ['north', 'everywhere'] },
      [{ role: 'viewer', assets: 'all' }],
    ],
    [
      'each role for its own part',
      { roles: ['lead'], groups: ['north'] },
      [
        { role: 'performance-lead', assets: 'all' },
        { role: 'viewer', assets: ['hub-1'] },
      ],
    ],
    ['nothing by what is no text', { roles: { lead: true }, groups: [['north'], null, 7] }, []],
  ])('is %s', (_, claims, given) => {
    expect(grantsOf({ grants }, claims)).toEqual(given)
  })
})

describe('groups', () => {
  it.each([
    ['were left out where the claims name another source', { _claim_names: { groups: 'src1' } }, true],
    ['were left out where the claims say that there are some', { hasgroups: true }, true],
    ['are there', { groups: [], _claim_names: { groups: 'src1' } }, false],
    ['are none', {}, false],
    ['are none where something else has another source', { _claim_names: { photo: 'src1' } }, false],
    ['are none where the names are none', { _claim_names: null }, false],
  ])('%s', (_, claims, areLeftOut) => {
    expect(areGroupsLeftOut({ grants }, claims)).toBe(areLeftOut)
  })

  it('are not missed where no rule asks for them', () => {
    expect(areGroupsLeftOut({ grants: grants.slice(0, 1) }, { hasgroups: true })).toBe(false)
  })
})

describe('the tenant', () => {
  it('is the one of the settings, or nobody asks', () => {
    expect(isOwnTenant({ tenantId: 'a' }, { tid: 'a' })).toBe(true)
    expect(isOwnTenant({ tenantId: 'a' }, { tid: 'b' })).toBe(false)
    expect(isOwnTenant({ tenantId: 'a' }, {})).toBe(false)
    expect(isOwnTenant({ tenantId: null }, { tid: 'b' })).toBe(true)
  })
})
