import fc from 'fast-check'
import type { Rules } from './rules.ts'

/** A text without an end is tried up to this length, characters. */
const lengthTriedMax = 24

/** By characters, not by halves of them; with blanks at its ends and without, since some schemas take those off. */
const fits = (text: string, { lengthMin, lengthMax }: Rules): boolean =>
  Array.from(text.trim()).length >= lengthMin && Array.from(text).length <= lengthMax

/** Texts that keep to length and pattern; without a pattern, of any characters that JSON carries. */
export function textsOf(rules: Rules): fc.Arbitrary<string> {
  const [pattern, ...others] = rules.patterns
  if (pattern !== undefined) {
    const matches = (text: string) => others.every((other) => other.test(text))
    return fc.stringMatching(pattern).filter((text) => text.length <= rules.lengthMax && matches(text))
  }
  const { lengthMin: minLength, lengthMax } = rules
  const lengths = { minLength, maxLength: Math.min(lengthMax, minLength + lengthTriedMax) }
  return fc.oneof(
    { weight: 4, arbitrary: fc.string({ ...lengths, unit: 'grapheme-ascii' }).filter((text) => fits(text, rules)) },
    { weight: 2, arbitrary: fc.string({ ...lengths, unit: 'grapheme' }).filter((text) => fits(text, rules)) },
    { weight: 1, arbitrary: fc.string({ ...lengths, unit: 'binary' }).filter((text) => fits(text, rules)) },
    ...(lengthMax < Infinity ? [{ weight: 1, arbitrary: fc.constant('x'.repeat(lengthMax)) }] : []),
  )
}

/** The bounds themselves and what lies between. -0 is left out: JSON has none. */
export function numbersOf({ min, max, isInteger }: Rules): fc.Arbitrary<number> {
  if (isInteger) {
    return fc.integer({
      min: min.isExclusive ? Math.floor(min.value) + 1 : Math.ceil(min.value),
      max: max.isExclusive ? Math.ceil(max.value) - 1 : Math.floor(max.value),
    })
  }
  return fc
    .double({
      noNaN: true,
      noDefaultInfinity: true,
      ...(Number.isFinite(min.value) ? { min: min.value, minExcluded: min.isExclusive } : {}),
      ...(Number.isFinite(max.value) ? { max: max.value, maxExcluded: max.isExclusive } : {}),
    })
    .map((number) => (number === 0 ? 0 : number))
}
