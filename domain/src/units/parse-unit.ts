import type { PressureBasis, ReferenceCondition, Unit } from '@tieback/contracts'
import { unitTable, type UnitSpec } from './unit-table.ts'

type Entry = readonly [alias: string, spec: UnitSpec]

/**
 * The unit that a text such as `Sm3`, `kSm3/d`, `MMscfd`, `barg` or `°C` names, with what it implies of reference and basis; null where unknown.
 *
 * Capitals count: `M` is a million before Sm3 and a thousand before scf. A text outside of the dictionary is never guessed at.
 */
export const parseUnit = (text: string): UnitSpec | null => {
  const tidy = text
    .trim()
    .replace(/\s+/g, ' ')
    .replaceAll('³', '3')
    .replace(/ ?\/ ?day$/i, '/d')
  return dictionary.get(tidy) ?? null
}

const volume = (unit: Unit, reference: ReferenceCondition | null): UnitSpec => ({ unit, reference, basis: null })
const pressure = (unit: Unit, basis: PressureBasis): UnitSpec => ({ unit, reference: null, basis })
const plain = (unit: Unit): UnitSpec => ({ unit, reference: null, basis: null })

/** Metric prefixes, and the words that Norwegian reports print. */
const metricMultiples: readonly { prefixes: string[]; volume: Unit; rate: Unit | null }[] = [
  { prefixes: [''], volume: 'm3', rate: 'm3/d' },
  { prefixes: ['k', '1000 '], volume: '1000 m3', rate: '1000 m3/d' },
  { prefixes: ['M', '1E6 ', 'mill '], volume: '1E6 m3', rate: '1E6 m3/d' },
  { prefixes: ['G', '1E9 ', 'bill '], volume: '1E9 m3', rate: null },
]

const metricStates: readonly { name: string; reference: ReferenceCondition }[] = [
  { name: 'Sm3', reference: 'metric' },
  { name: 'sm3', reference: 'metric' },
  { name: 'Nm3', reference: 'normal' },
]

const metricEntries = metricStates.flatMap(({ name, reference }) => [
  ...metricMultiples.flatMap((multiple) =>
    multiple.prefixes.flatMap((prefix): Entry[] => [
      [`${prefix}${name}`, volume(multiple.volume, reference)],
      ...(multiple.rate === null ? [] : [[`${prefix}${name}/d`, volume(multiple.rate, reference)] satisfies Entry]),
    ]),
  ),
  [`${name}/h`, volume('m3/h', reference)] satisfies Entry,
  [`${name}/${name}`, volume('m3/m3', reference)] satisfies Entry,
])

/** Oilfield prefixes: M is a thousand, MM a million. */
const fieldMultiples: readonly { name: string; volume: Unit; rate: Unit; reference: ReferenceCondition | null }[] = [
  { name: 'scf', volume: 'ft3', rate: 'ft3/d', reference: 'us' },
  { name: 'Mscf', volume: '1000 ft3', rate: '1000 ft3/d', reference: 'us' },
  { name: 'MMscf', volume: '1E6 ft3', rate: '1E6 ft3/d', reference: 'us' },
  { name: 'stb', volume: 'bbl', rate: 'bbl/d', reference: 'us' },
  { name: 'Mstb', volume: '1000 bbl', rate: '1000 bbl/d', reference: 'us' },
  { name: 'MMstb', volume: '1E6 bbl', rate: '1E6 bbl/d', reference: 'us' },
  { name: 'Mbbl', volume: '1000 bbl', rate: '1000 bbl/d', reference: null },
  { name: 'MMbbl', volume: '1E6 bbl', rate: '1E6 bbl/d', reference: null },
]

// Any case will do: nobody counts thousandths of a cubic foot, so mscf has one reading only.
const spellings = (text: string): string[] => [text, text.toLowerCase(), text.toUpperCase()]

const fieldEntries = fieldMultiples.flatMap((multiple): Entry[] => [
  ...spellings(multiple.name).map((name): Entry => [name, volume(multiple.volume, multiple.reference)]),
  ...[...spellings(`${multiple.name}/d`), ...spellings(`${multiple.name}d`)].map((name): Entry => [
    name,
    volume(multiple.rate, multiple.reference),
  ]),
])

const pressureUnits: readonly Unit[] = ['bar', 'mbar', 'psi', 'kPa', 'MPa']
const pressureEntries = pressureUnits.flatMap((unit): Entry[] => [
  [`${unit}g`, pressure(unit, 'gauge')],
  [`${unit}(g)`, pressure(unit, 'gauge')],
  [`${unit}a`, pressure(unit, 'absolute')],
  [`${unit}(a)`, pressure(unit, 'absolute')],
])

const otherNames: Readonly<Partial<Record<Unit, readonly string[]>>> = {
  degC: ['°C', 'deg C', 'C'],
  degF: ['°F', 'deg F', 'F'],
  h: ['hr', 'hrs', 'hour', 'hours'],
  d: ['day', 'days'],
  s: ['sec', 'second', 'seconds'],
  min: ['minute', 'minutes'],
  '%': ['percent', 'pct'],
  Euc: ['fraction'],
  t: ['tonne', 'tonnes'],
}

// Safe: the keys of both tables are units by type; Object.entries forgets it.
const symbolEntries = (Object.keys(unitTable) as Unit[]).map((unit): Entry => [unit, plain(unit)])
const otherEntries = (Object.entries(otherNames) as [Unit, readonly string[]][]).flatMap(([unit, names]) =>
  names.map((name): Entry => [name, plain(unit)]),
)

const dictionary: ReadonlyMap<string, UnitSpec> = new Map([
  ...symbolEntries,
  ...metricEntries,
  ...fieldEntries,
  ['scf/stb', volume('ft3/bbl', 'us')],
  ['Mscf/stb', volume('1000 ft3/bbl', 'us')],
  ...pressureEntries,
  ...otherEntries,
])
