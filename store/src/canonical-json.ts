/**
 * A value as JSON that is the same for equal values: keys in the order of their code units, no white space. What JSON leaves out
 * (undefined, functions) is left out, or null by itself.
 */
export function canonicalJson(value: unknown): string {
  // Whatever knows how it becomes JSON, such as a date, has done so before its keys are sorted.
  const [plain] = JSON.parse(JSON.stringify([value])) as [unknown]
  return JSON.stringify(sorted(plain))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  // A key of digits comes first in any object of JavaScript: still the same for equal values.
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, below]) => [key, sorted(below)]),
  )
}
