import type { Quantity } from '@tieback/contracts'
import { displayUnit, type UnitSpec } from '@tieback/domain'
import type { FieldNode, NodeTree } from './node-tree.ts'
import { opaque } from './random.ts'
import { wellProfile } from './well-profile.ts'

/** A series of a well in its source's unit. */
export interface FieldSignal {
  readonly id: string
  readonly node: FieldNode
  readonly name: string
  readonly quantity: Quantity
  readonly unit: UnitSpec
  readonly sourceId: string
  readonly sourceKey: string
  readonly expectedPeriodS: number
}

/** Ids that the contract's examples use, by well and quantity. */
const exampleIds: Readonly<Record<string, string>> = {
  'A-02 oil_production': 'sig-o5r2t9q4b7',
  'A-02 wellhead_pressure': 'sig-k3v8w1p6a2',
}

const names: Readonly<Partial<Record<Quantity, readonly [name: string, keyPart: string]>>> = {
  oil_production: ['Oil rate', 'OIL_RATE'],
  gas_production: ['Gas rate', 'GAS_RATE'],
  water_injection: ['Water injection rate', 'WI_RATE'],
  gas_injection: ['Gas injection rate', 'GI_RATE'],
  choke: ['Choke opening', 'CHOKE'],
  wellhead_pressure: ['Wellhead pressure', 'WHP'],
  wellhead_temperature: ['Wellhead temperature', 'WHT'],
}

function listOfWell(seed: number, well: FieldNode): FieldSignal[] {
  const { main } = wellProfile(seed, well)
  const quantities = [main, 'choke', 'wellhead_pressure', 'wellhead_temperature'] as const satisfies readonly Quantity[]
  return quantities.map((quantity, index): FieldSignal => {
    const [name, keyPart] = names[quantity] ?? [quantity, quantity]
    const { unit, reference, basis } = displayUnit(quantity, 'metric', 'rate')
    const isRehearsal = well.namespace === 'rehearsal'
    // A rehearsal's series fails as its well does, so its id carries the agreed name.
    const id = isRehearsal
      ? `sig-${well.id.slice('well-'.length)}${index + 1}`
      : (exampleIds[`${well.name} ${quantity}`] ?? `sig-${opaque(seed, 'signal', well.id, quantity)}${index}`)
    return {
      id,
      node: well,
      name,
      quantity,
      unit: { unit, reference, basis },
      sourceId: `pi-${well.namespace}`,
      sourceKey: `${well.code ?? well.name.replace(' ', '')}.${keyPart}`,
      expectedPeriodS: 300,
    }
  })
}

/** The series of every well; EMPTY has none. */
export const listFieldSignals = (seed: number, tree: NodeTree): FieldSignal[] =>
  tree.rows
    .filter(({ kind, name }) => kind === 'well' && !name.startsWith('EMPTY'))
    .flatMap((well) => listOfWell(seed, well))
