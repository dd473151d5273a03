import type { ReferenceCondition } from '@tieback/contracts'
import type { UnitSpec } from './unit-table.ts'

/** How operators print a volume at each reference condition. */
const standardVolumes: Readonly<Record<ReferenceCondition, Readonly<Partial<Record<string, string>>>>> = {
  metric: { m3: 'Sm³', '1000 m3': 'kSm³', '1E6 m3': 'MSm³', '1E9 m3': 'GSm³' },
  normal: { m3: 'Nm³', '1000 m3': 'kNm³', '1E6 m3': 'MNm³', '1E9 m3': 'GNm³' },
  us: {
    ...{ bbl: 'stb', '1000 bbl': 'Mstb', '1E6 bbl': 'MMstb' },
    ...{ ft3: 'scf', '1000 ft3': 'Mscf', '1E6 ft3': 'MMscf' },
  },
}

const plainLabels: Readonly<Partial<Record<string, string>>> = {
  degC: '°C',
  degF: '°F',
  Euc: 'fraction',
  '1/64 in': '1/64 in',
}

/** A unit as printed in a header, such as `Sm³`, `kSm³/d`, `MMscf`, `barg` or `°C`; `parseUnit` reads it back. */
export const unitLabel = ({ unit, reference, basis }: UnitSpec): string => {
  if (basis !== null) return `${unit}${basis === 'gauge' ? 'g' : 'a'}`
  const standard = reference === null ? {} : standardVolumes[reference]
  const partLabel = (part: string): string => standard[part] ?? part.replace('m3', 'm³').replace('ft3', 'ft³')
  return plainLabels[unit] ?? unit.split('/').map(partLabel).join('/')
}
