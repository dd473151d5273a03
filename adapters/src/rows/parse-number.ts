/** What a source's field held: a number, nothing, a sentinel that stands for "no number", or something that can't be read. */
export type ParsedNumber =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'sentinel' }
  | { readonly kind: 'invalid'; readonly message: string }

export interface NumberFormat {
  readonly decimal: '.' | ','
  /** Values that mean "no number", such as -999; texts are compared trimmed and without case. */
  readonly sentinels: readonly (number | string)[]
}

const plainNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

/** Reads one field strictly: nothing is guessed, and a text that could mean two numbers is refused. */
export function parseNumber(raw: unknown, format: NumberFormat): ParsedNumber {
  if (raw === null || raw === undefined) return { kind: 'empty' }
  if (typeof raw === 'number') return fromNumber(raw, format)
  if (typeof raw !== 'string') return invalid(raw)
  const text = raw.trim()
  if (text === '') return { kind: 'empty' }
  if (format.sentinels.some((sentinel) => String(sentinel).toLowerCase() === text.toLowerCase())) {
    return { kind: 'sentinel' }
  }
  const dotted = withDecimalPoint(text, format.decimal)
  if (dotted === null) return ambiguous(text)
  return plainNumber.test(dotted) ? fromNumber(Number(dotted), format) : invalid(raw)
}

/** The text with a point for its decimal sign; null where its comma may as well part thousands. */
function withDecimalPoint(text: string, decimal: '.' | ','): string | null {
  if (!text.includes(',')) return text
  if (decimal === ',') return text.includes('.') ? text : text.replace(',', '.')
  return /^[+-]?\d{1,3}(,\d{3})+(\.|$)/.test(text) ? null : text.replace(',', '.')
}

function fromNumber(value: number, format: NumberFormat): ParsedNumber {
  if (!Number.isFinite(value)) return invalid(value)
  return format.sentinels.some((sentinel) => Number(sentinel) === value)
    ? { kind: 'sentinel' }
    : { kind: 'number', value }
}

function invalid(raw: unknown): ParsedNumber {
  return { kind: 'invalid', message: `${JSON.stringify(raw)} is not a number` }
}

function ambiguous(text: string): ParsedNumber {
  return {
    kind: 'invalid',
    message: `${JSON.stringify(text)} may be read in two ways: say decimal: "," in the mapping if the comma is its decimal sign`,
  }
}
