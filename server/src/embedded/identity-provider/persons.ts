import { type Role, roleTitles } from '@tieback/contracts'

/** Somebody whom the evaluation provider can sign in. */
export interface EvaluationPerson {
  readonly id: string
  readonly name: string
  /** What the sign-in page says of them: the title of their role, and what they may see. */
  readonly title: string
  readonly reach: string
  /** Values of the claim `roles`. */
  readonly roles: readonly string[]
  /** Ids of groups, where the provider speaks like Entra ID. */
  readonly groups?: readonly string[]
  /** Another tenant than the provider's own, where it speaks like Entra ID. */
  readonly tenantId?: string
}

/** A part of the field that a person's rights can end at. */
export interface EvaluationAsset {
  readonly nodeId: string
  readonly name: string
}

/** Value of the claim `roles` for a role: its own name for the whole field, with the node's id for a part of it. */
export const roleValueOf = (role: Role, nodeId?: string): string => (nodeId === undefined ? role : `${role}:${nodeId}`)

const wholeField = 'The whole field'

const namesByRole = {
  'pmc-engineer': 'Solveig Aune',
  'performance-lead': 'Jonas Rask',
  'production-programmer': 'Ingrid Vold',
  'production-technologist': 'Mats Eide',
  viewer: 'Kari Holm',
  administrator: 'Arne Lund',
} as const satisfies Partial<Record<Role, string>>

const idOf = (name: string): string => name.toLowerCase().replaceAll(' ', '.')

const personOf = (role: keyof typeof namesByRole): EvaluationPerson => ({
  id: idOf(namesByRole[role]),
  name: namesByRole[role],
  title: roleTitles[role],
  reach: wholeField,
  roles: [roleValueOf(role)],
})

/** A person in one line: `Tuva Berg (Viewer, Isgap only)`. */
export const describePerson = ({ name, title, reach }: EvaluationPerson): string =>
  `${name} (${title}${reach === wholeField ? '' : `, ${reach}`})`

/** One person for each role, and a viewer of one part of the field where there is one. */
export function createPersons(part: EvaluationAsset | null): EvaluationPerson[] {
  const persons = (Object.keys(namesByRole) as (keyof typeof namesByRole)[]).map(personOf)
  if (part === null) return persons
  const name = 'Tuva Berg'
  const roles = [roleValueOf('viewer', part.nodeId)]
  return [...persons, { id: idOf(name), name, title: roleTitles.viewer, reach: `${part.name} only`, roles }]
}
