import type { Quantity, UnitOfMeasure, UnitSystem } from '@tieback/contracts'
import { entryOf } from './known.ts'
import { digitsOf } from './quantities.ts'

/** What stands where there is no number. A measured zero is `0`. */
export const noData = '—'

type SignDisplay = 'negative' | 'exceptZero'

const formats = new Map<string, Intl.NumberFormat>()

function numberFormat(digits: number, signDisplay: SignDisplay, locale: string | undefined): Intl.NumberFormat {
  const key = `${digits} ${signDisplay} ${locale ?? ''}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay,
  })
  formats.set(key, made)
  return made
}

// Several locales sign with a hyphen, which is narrower than a digit: columns of deltas would not line up.
const withMinus = (text: string): string => text.replace(/[-‐]/g, '−')

/** The number with a fixed count of decimals in the reader's locale (or the one given); `—` for null. */
export function formatNumber(value: number | null, digits: number, locale?: string): string {
  return value === null ? noData : withMinus(numberFormat(digits, 'negative', locale).format(value))
}

/** The same with its sign always shown, `+` or U+2212; what rounds to zero has none. */
export function formatDelta(value: number | null, digits: number, locale?: string): string {
  return value === null ? noData : withMinus(numberFormat(digits, 'exceptZero', locale).format(value))
}

/** A share 0..1 as whole percent, such as `96 %`; what isn't all and isn't nothing is never rounded to 100 % or 0 %. */
export function formatPercent(share: number | null, locale?: string): string {
  if (share === null) return noData
  if (share > 0.995 && share < 1) return `>${formatNumber(99, 0, locale)} %`
  if (share < 0.005 && share > 0) return `<${formatNumber(1, 0, locale)} %`
  return `${formatNumber(share * 100, 0, locale)} %`
}

/** A signed share such as `−3.1 %`, with one decimal. */
export function formatDeltaShare(share: number | null, locale?: string): string {
  return share === null ? noData : `${formatDelta(share * 100, 1, locale)} %`
}

/** For tiles only, where the full number is one hover away: `41,230`, `412.3 k`, `1.23 M`. */
export function formatCompact(value: number | null, digits: number, locale?: string): string {
  if (value === null) return noData
  const size = Math.abs(value)
  // The bounds lie where rounding would print a fourth digit before the separator.
  if (size >= 999_950) return `${formatNumber(value / 1e6, size >= 99_995_000 ? 1 : 2, locale)} M`
  if (size >= 99_999.5) return `${formatNumber(value / 1e3, 1, locale)} k`
  return formatNumber(value, digits, locale)
}

/** A figure of a quantity, with that quantity's fixed decimals and without its unit (the header has it). */
export function formatFigure(
  value: number | null,
  quantity: Quantity,
  unitSystem: UnitSystem,
  locale?: string,
): string {
  return formatNumber(value, digitsOf(quantity, unitSystem), locale)
}

/** The signed difference of two figures of a quantity. */
export function formatFigureDelta(
  value: number | null,
  quantity: Quantity,
  unitSystem: UnitSystem,
  locale?: string,
): string {
  return formatDelta(value, digitsOf(quantity, unitSystem), locale)
}

/** A figure with its unit, for sentences: `41,230 Sm³`. */
export function formatWithUnit(
  value: number | null,
  unit: UnitOfMeasure,
  quantity: Quantity,
  unitSystem: UnitSystem,
  locale?: string,
): string {
  const figure = formatFigure(value, quantity, unitSystem, locale)
  return value === null ? figure : `${figure} ${unit.label}`
}

const referenceWords = {
  metric: 'at 15 °C and 1.01325 bar',
  us: 'at 60 °F and 14.696 psia',
  normal: 'at 0 °C and 1.01325 bar',
} as const

/** The unit as its tooltip says it: with the reference condition, or which zero a pressure is counted from. */
export function describeUnit(unit: UnitOfMeasure): string {
  const basis = unit.basis === null ? '' : `, ${unit.basis} pressure`
  if (unit.reference === null) return `${unit.label}${basis}`
  return `${unit.label} ${entryOf(referenceWords, unit.reference) ?? `at ${unit.reference} conditions`}`
}
