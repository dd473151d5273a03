import type { Scope } from './policy.ts'

const reading = [
  'account:own',
  'production:read',
  'logistics:read',
  'forecast:read',
  'alerts:read',
  'sources:read',
] as const
const advice = ['optimization:read', 'recommendation:read'] as const

/** Which scopes each role has: the one table that access, documents and tests read. Every role may also do what is public. */
export const roleScopes = {
  viewer: [...reading],
  'pmc-engineer': [...reading, ...advice, 'alerts:acknowledge'],
  'performance-lead': [...reading, ...advice, 'alerts:acknowledge', 'recommendation:decide'],
  'production-programmer': [...reading, ...advice, 'optimization:run', 'recommendation:decide'],
  'production-technologist': [...reading, ...advice, 'alerts:acknowledge', 'recommendation:decide'],
  administrator: [
    ...reading,
    ...advice,
    'alerts:acknowledge',
    'optimization:run',
    'recommendation:decide',
    'sources:operate',
    'audit:read',
    'people:manage',
  ],
  /** A machine that reads: integrators get this unless they ask for more. */
  integrator: [...reading, ...advice],
} as const satisfies Record<string, readonly Exclude<Scope, 'public'>[]>

export type Role = keyof typeof roleScopes

/** What each role is called where people read it. */
export const roleTitles = {
  viewer: 'Viewer',
  'pmc-engineer': 'PMC Engineer',
  'performance-lead': 'Performance Lead',
  'production-programmer': 'Production Programmer',
  'production-technologist': 'Production Technologist',
  administrator: 'Administrator',
  integrator: 'Integrator (machine)',
} as const satisfies Record<Role, string>
