import type { WireShape } from '../port.ts'

/** What the rows of each class looked like since somebody last asked. */
export interface WireShapes {
  note(dataset: string, rows: readonly Readonly<Record<string, unknown>>[]): void
  /** The shapes met, and forgets them. Columns that no mapping names are among them. */
  readonly take: () => readonly WireShape[]
}

const types = ['array', 'boolean', 'null', 'number', 'object', 'string'] as const

export function createWireShapes(): WireShapes {
  /** By column the types met, one bit each: this is done for every cell of every row. */
  const met = new Map<string, Map<string, number>>()
  return {
    note(dataset, rows) {
      const fields = met.get(dataset) ?? new Map<string, number>()
      if (rows.length > 0) met.set(dataset, fields)
      for (const row of rows) {
        for (const name in row) {
          const before = fields.get(name) ?? 0
          const after = before | bitOf(row[name])
          if (after !== before) fields.set(name, after)
        }
      }
    },
    take() {
      const shapes = [...met].map(([dataset, fields]) => ({ dataset, fields: describe(fields) }))
      met.clear()
      return shapes
    },
  }
}

function bitOf(value: unknown): number {
  switch (typeof value) {
    case 'boolean':
      return 2
    case 'number':
      return 8
    case 'string':
      return 32
    default:
      return value === null ? 4 : Array.isArray(value) ? 1 : 16
  }
}

/** In alphabetical order, so that equal shapes are equal texts. */
function describe(fields: ReadonlyMap<string, number>): Record<string, string> {
  const namesOf = (bits: number) => types.filter((_, index) => (bits & (1 << index)) !== 0).join(' | ')
  return Object.fromEntries([...fields.keys()].sort().map((name) => [name, namesOf(fields.get(name) ?? 0)]))
}
