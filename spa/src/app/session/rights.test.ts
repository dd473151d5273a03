import { describe, expect, it } from 'vitest'
import { initialsOf, listGrants, listRolesWith } from './rights.ts'

describe('rights in words', () => {
  it('name each role and where it holds', () => {
    const hub = { id: 'hub-1', kind: 'hub', name: 'Tindrevik Nord' } as const
    const asset = { id: 'asset-1', kind: 'asset', name: 'Solmark' } as const
    expect(
      listGrants({
        grants: [
          { role: 'viewer', assets: null },
          { role: 'pmc-engineer', assets: [hub, asset] },
        ],
      }),
    ).toEqual([
      { role: 'Viewer', where: 'whole field' },
      { role: 'PMC Engineer', where: 'Tindrevik Nord, Solmark' },
    ])
  })

  it('say which roles of people would bring what is missing', () => {
    expect(listRolesWith(['audit:read'])).toEqual(['Administrator'])
    expect(listRolesWith(['optimization:run'])).toEqual(['Production Programmer', 'Administrator'])
    expect(listRolesWith(['sources:read'])).not.toContain('Integrator (machine)')
  })

  it.each([
    ['Solveig Aune', 'SA'],
    ['Åse Marie Østby', 'ÅØ'],
    ['you', 'Y'],
    ['  ', '?'],
  ])('%j has the initials %s', (name, expected) => {
    expect(initialsOf(name)).toBe(expected)
  })
})
