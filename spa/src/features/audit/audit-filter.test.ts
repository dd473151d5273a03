import { describe, expect, it } from 'vitest'
import { isFiltering, noFilter, toAuditQuery } from './audit-filter.ts'

describe('the filter of the audit log', () => {
  it('asks for what the address names, and for nothing else', () => {
    const from = '2026-11-19T00:00:00.000Z'
    expect(toAuditQuery({ ...noFilter, action: 'source.check', actor: 'ingrid.berg', from })).toEqual({
      ...{ action: 'source.check', actor: 'ingrid.berg', from },
    })
    expect(toAuditQuery(noFilter)).toEqual({})
  })

  it('passes over what nobody can mean', () => {
    const mistyped = { ...noFilter, action: 'source.chek', outcome: 'maybe', from: 'yesterday', to: '2026' }
    expect(toAuditQuery(mistyped)).toEqual({})
    expect(isFiltering(mistyped)).toBe(false)
    expect(isFiltering({ ...noFilter, outcome: 'refused' })).toBe(true)
  })
})
