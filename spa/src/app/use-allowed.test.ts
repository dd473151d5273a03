import { apiContract, roleScopes } from '@tieback/contracts'
import { describe, expect, it } from 'vitest'
import { isAllowed } from './use-allowed.ts'

describe('what a reader may do', () => {
  const { listSources } = apiContract.sources

  it('is everything where nobody signs in', () => {
    expect(isAllowed(null, listSources)).toBe(true)
  })

  it('is what the scopes say, all of them', () => {
    expect(isAllowed(roleScopes.viewer, listSources)).toBe(true)
    expect(isAllowed(['production:read'], listSources)).toBe(false)
    const both = { metadata: { ...listSources.metadata, access: ['sources:read', 'alerts:acknowledge'] as const } }
    expect(isAllowed(['sources:read'], both)).toBe(false)
    expect(isAllowed(['sources:read', 'alerts:acknowledge'], both)).toBe(true)
  })

  it('holds what is public for whoever has nothing', () => {
    expect(isAllowed([], { metadata: { ...listSources.metadata, access: ['public'] } })).toBe(true)
  })
})
