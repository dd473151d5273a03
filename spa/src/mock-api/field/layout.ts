import type { NodeKind, WellType } from '@tieback/contracts'
import type { FieldNode, Namespace } from './node-tree.ts'
import { chance, opaque } from './random.ts'

/** Ids that the contract's examples use: a request made from an example finds its node here too. */
const exampleIds: Readonly<Record<string, string>> = {
  Tindrevik: 'asset-t7n2d4r6k8',
  'Tindrevik Nord': 'hub-t7n3n5h7q2',
  'Tindrevik A': 'facility-t7a4f6p2m3',
  'Tindrevik B': 'facility-t7b5f3w8c4',
  'A-01': 'well-a01x7k2m9c',
  'A-02': 'well-a02r5t3v6d',
  'A-03': 'well-a03p8h4w2e',
  'A-04': 'well-a04n6j9s3f',
  'B-01': 'well-b01q4g7y5h',
  Solmark: 'asset-s3m7k5l2g9',
}

interface FacilityPlan {
  readonly name: string
  readonly letter: string
  readonly wellCount: number
}

interface AssetPlan {
  readonly name: string
  readonly producer: WellType
  readonly hubs: readonly { readonly name: string; readonly facilities: readonly FacilityPlan[] }[]
}

/** By name at every level, as answers give them. */
const assets: readonly AssetPlan[] = [
  {
    name: 'Solmark',
    producer: 'gas-producer',
    hubs: [
      {
        name: 'Solmark Vest',
        facilities: [
          { name: 'Solmark P', letter: 'P', wellCount: 7 },
          { name: 'Solmark Q', letter: 'Q', wellCount: 7 },
        ],
      },
      {
        name: 'Solmark Øst',
        facilities: [
          { name: 'Solmark R', letter: 'R', wellCount: 8 },
          { name: 'Solmark S', letter: 'S', wellCount: 7 },
        ],
      },
    ],
  },
  {
    name: 'Tindrevik',
    producer: 'oil-producer',
    hubs: [
      {
        name: 'Tindrevik Nord',
        facilities: [
          { name: 'Tindrevik A', letter: 'A', wellCount: 8 },
          { name: 'Tindrevik B', letter: 'B', wellCount: 8 },
        ],
      },
      {
        name: 'Tindrevik Sør',
        facilities: [
          { name: 'Tindrevik C', letter: 'C', wellCount: 8 },
          { name: 'Tindrevik D', letter: 'D', wellCount: 7 },
        ],
      },
    ],
  },
]

/** One facility for each way to fail, so that a person can click it. See README.md. */
const rehearsals: readonly { readonly name: string; readonly wellCount: number }[] = [
  { name: 'BROKEN', wellCount: 1 },
  { name: 'EMPTY', wellCount: 1 },
  { name: 'LIMITED', wellCount: 1 },
  { name: 'LOW-COVERAGE', wellCount: 5 },
  { name: 'OFFLINE', wellCount: 1 },
  { name: 'REFUSED', wellCount: 1 },
  { name: 'SLOW', wellCount: 1 },
  { name: 'STALE', wellCount: 1 },
]

type Naming = Pick<FieldNode, 'id' | 'kind' | 'name' | 'parentId' | 'namespace'>

const plain = (naming: Naming): FieldNode => ({ ...naming, wellType: null, code: null, attributes: {} })

const wellName = (letter: string, number: number): string => `${letter}-${String(number).padStart(2, '0')}`

/** An oil facility gives its fourth and eighth well to what it puts back; the rest produce. */
function wellTypeOf(producer: WellType, letter: string, number: number): WellType {
  if (producer === 'gas-producer' || number % 4 !== 0) return producer
  return letter === 'B' && number === 8 ? 'gas-injector' : 'water-injector'
}

/** All nodes of the field, parents before children, siblings by name. */
export function listFieldNodes(seed: number): FieldNode[] {
  const idOf = (kind: NodeKind, name: string): string =>
    exampleIds[name] ??
    `${kind}-${name
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(-3)
      .toLowerCase()}${opaque(seed, 'id', name)}`
  const node = (kind: NodeKind, name: string, parentId: string | null): FieldNode =>
    plain({ id: idOf(kind, name), kind, name, parentId, namespace: 'offshore' })

  const wellsOf = ({ letter, wellCount }: FacilityPlan, producer: WellType, parentId: string): FieldNode[] =>
    Array.from({ length: wellCount }, (_, index): FieldNode => {
      const name = wellName(letter, index + 1)
      const wellType = wellTypeOf(producer, letter, index + 1)
      const hasLift = wellType === 'oil-producer' && chance(seed, 'lift', name) < 0.4
      const attributes = hasLift ? { Lift: 'gas lift' } : {}
      return { ...node('well', name, parentId), wellType, code: `TR${name}`, attributes }
    })

  const real = assets.flatMap(({ name, producer, hubs }) => {
    const asset = node('asset', name, null)
    const below = hubs.flatMap((hub) => {
      const hubNode = node('hub', hub.name, asset.id)
      const facilities = hub.facilities.flatMap((facility) => {
        const facilityNode = node('facility', facility.name, hubNode.id)
        return [facilityNode, ...wellsOf(facility, producer, facilityNode.id)]
      })
      return [hubNode, ...facilities]
    })
    return [asset, ...below]
  })
  return [...listRehearsalNodes(), ...real]
}

function listRehearsalNodes(): FieldNode[] {
  const namespace: Namespace = 'rehearsal'
  const asset = plain({ id: 'asset-rehearsal', kind: 'asset', name: 'Rehearsal', parentId: null, namespace })
  const facilities = rehearsals.flatMap(({ name, wellCount }) => {
    const word = name.replaceAll('-', '').toLowerCase()
    const facility = plain({ id: `facility-${word}`, kind: 'facility', name, parentId: asset.id, namespace })
    const wells = Array.from({ length: wellCount }, (_, index): FieldNode => {
      const wellNaming = { id: `well-${word}${index + 1}`, name: `${name} ${index + 1}`, kind: 'well' as const }
      return { ...plain({ ...wellNaming, parentId: facility.id, namespace }), wellType: 'oil-producer' }
    })
    return [facility, ...wells]
  })
  return [asset, ...facilities]
}
