import type { WireShape } from '../port.ts'

/** What rows of each dataset looked like since somebody last asked. */
export interface WireShapes {
  /** Takes one row's shape down; one of each answer is enough, since the server writes all of them alike. */
  note(dataset: string, row: object): void
  /** The shapes met, and forgets them. */
  take(): readonly WireShape[]
}

/** May be a number in one row and a state in the next. */
const polymorphic = new Set(['Value'])

/** There only when something failed: coming and going they change no shape. */
const occasional = new Set(['Errors', 'WebException'])

export function createWireShapes(): WireShapes {
  const met = new Map<string, Map<string, Set<string>>>()
  return {
    note(dataset, row) {
      const fields = met.get(dataset) ?? new Map<string, Set<string>>()
      met.set(dataset, fields)
      for (const [name, value] of Object.entries(row)) {
        if (occasional.has(name)) continue
        const type = polymorphic.has(name) ? 'any' : typeOf(value)
        const types = fields.get(name)
        if (types === undefined) fields.set(name, new Set([type]))
        else types.add(type)
      }
    },
    take() {
      const shapes = [...met].map(([dataset, fields]) => ({ dataset, fields: toFields(fields) }))
      met.clear()
      return shapes
    },
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** In alphabetical order, so that equal shapes are equal texts. */
function toFields(fields: ReadonlyMap<string, ReadonlySet<string>>): Record<string, string> {
  return Object.fromEntries([...fields].toSorted().map(([name, types]) => [name, [...types].toSorted().join(' | ')]))
}
