/** What a finished run did, as far as it is counted. */
interface Counted {
  readonly read: number
  readonly written: number
  readonly unchanged: number
  readonly quarantined: number
}

const names = ['read', 'written', 'unchanged', 'quarantined'] as const

const isCounted = (result: object): result is Counted =>
  names.every((name) => name in result && typeof (result as Record<string, unknown>)[name] === 'number')

const countText = (count: number): string => count.toLocaleString('en-GB')

/** What a job came to, in words; null where it has nothing to say. */
export function outcomeText(result: unknown): string | null {
  if (typeof result === 'string') return result === '' ? null : result
  if (typeof result !== 'object' || result === null || !isCounted(result)) return null
  return names.map((name) => `${countText(result[name])} ${name}`).join(', ')
}
