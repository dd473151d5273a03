import type { PersonRef } from '@tieback/contracts'

/** Who acts in the preview, and who acted before. */
export const you: PersonRef = { id: 'person-you', name: 'You' }

export const people = {
  ingrid: { id: 'person-ingrid', name: 'Ingrid Solheim' },
  tomas: { id: 'person-tomas', name: 'Tomas Berg' },
  aisha: { id: 'person-aisha', name: 'Aisha Rahman' },
} as const satisfies Record<string, PersonRef>

/** The person behind an id; an id that nobody has is its own name. */
export const personOf = (id: string): PersonRef =>
  [you, ...Object.values(people)].find((person) => person.id === id) ?? { id, name: id }
