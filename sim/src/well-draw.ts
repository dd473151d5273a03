import type { FacilityPlan } from './layout.ts'
import { seedFor, uniform } from './noise.ts'
import { objectIdOf } from './object-id.ts'
import type { Well } from './well.ts'
import { bestLiftGas, type WellConditions, type WellKind, type WellModel } from './well-model.ts'

/** The day a well is re-routed to the neighbour, and the day one gets a new name: both about mid history. */
const reroutedDay = 205
const renamedDay = 262

/** A number between two bounds, of its own for each well and use. */
type Draw = (use: string, low: number, high: number) => number

function drawFor(seed: number, well: number): Draw {
  return (use, low, high) => low + uniform(seedFor(seed, use), well) * (high - low)
}

function modelOf(kind: WellKind, draw: Draw): WellModel {
  const depth = draw('depth', 2_350, 3_150)
  const base = { kind, depth, reservoirTemperature: 18 + depth * 0.031 }
  switch (kind) {
    case 'oil-producer':
      return {
        ...base,
        productivity: draw('productivity', 5, 26),
        friction: 4e-6,
        chokeCapacity: draw('choke', 170, 420),
      }
    case 'gas-producer':
      return { ...base, productivity: draw('productivity', 28, 52), friction: 2e-11, chokeCapacity: 210_000 }
    case 'water-injector':
      return {
        ...base,
        productivity: draw('productivity', 22, 46),
        friction: 3e-6,
        chokeCapacity: draw('choke', 420, 700),
      }
    case 'gas-injector':
      return { ...base, productivity: draw('productivity', 9_000, 14_000), friction: 1.5e-11, chokeCapacity: 180_000 }
  }
}

const headerPressures: Record<WellKind, readonly [number, number]> = {
  'oil-producer': [17, 28],
  'gas-producer': [58, 66],
  'water-injector': [105, 125],
  'gas-injector': [305, 330],
}

function conditionsOf(kind: WellKind, model: WellModel, draw: Draw): WellConditions {
  const [low, high] = headerPressures[kind]
  const isGasWell = kind === 'gas-producer'
  return {
    reservoirPressure: model.depth * 0.101 * draw('pressure', 0.97, 1.03),
    headerPressure: draw('header', low, high),
    waterCut: isGasWell ? 0.3 : draw('water-cut', 0.06, 0.68),
    // Of a gas well the ratio is the other way up: its condensate in m3 of gas for each m3.
    gasOilRatio: isGasWell ? draw('gas-oil-ratio', 9_000, 14_000) : draw('gas-oil-ratio', 85, 190),
    liftGas: 0,
    condition: 1,
  }
}

/** Where a well is drilled, and as what. */
export interface WellPlace {
  readonly facility: FacilityPlan
  readonly facilityIndex: number
  readonly hub: number
  readonly kind: WellKind
  readonly number: number
  readonly startDay: number | null
}

/** The wells that a facility's plan asks for, numbered in its order. */
export function* placesOf(facility: FacilityPlan, facilityIndex: number, hub: number): Generator<WellPlace> {
  const sorts: [WellKind, number][] = [
    ['oil-producer', facility.oilProducers],
    ['gas-producer', facility.gasProducers],
    ['water-injector', facility.waterInjectors],
    ['gas-injector', facility.gasInjectors],
  ]
  let number = 1
  for (const [kind, count] of sorts) {
    for (let made = 0; made < count; made++) {
      yield { facility, facilityIndex, hub, kind, number: number++, startDay: null }
    }
  }
  for (const startDay of facility.laterWells) {
    yield { facility, facilityIndex, hub, kind: 'oil-producer', number: number++, startDay }
  }
}

function labelsOf(place: WellPlace): Well['labels'] {
  const number = String(place.number).padStart(2, '0')
  const label = { code: `${place.facility.code}-${number}`, name: `${place.facility.name}-${number}` }
  const first = { fromDay: null, value: label }
  // One well of the field was sidetracked and got a new name; its object id stayed.
  if (label.code !== 'RIA-04') return [first]
  return [first, { fromDay: renamedDay, value: { code: 'RIA-40', name: `${place.facility.name}-40` } }]
}

/** One well of a size of its own; how large the field is comes after. */
export function createWell(seed: number, index: number, place: WellPlace): Well {
  const draw = drawFor(seed, index)
  const model = modelOf(place.kind, draw)
  const initial = conditionsOf(place.kind, model, draw)
  const opening = place.kind === 'oil-producer' ? draw('opening', 0.34, 0.62) : draw('opening', 0.42, 0.6)
  const isLifted = place.kind === 'oil-producer' && (initial.waterCut > 0.42 || draw('lift', 0, 1) < 0.15)
  const liftGas = isLifted ? bestLiftGas(model, initial, opening) * draw('lift-share', 0.7, 0.95) : 0
  return {
    index,
    objectId: objectIdOf(seed, 'well', index),
    kind: place.kind,
    labels: labelsOf(place),
    // The neighbour of the same hub takes over one producer when the pipeline between them is ready.
    facilities:
      place.facility.code === 'ISB' && place.number === 7
        ? [
            { fromDay: null, value: place.facilityIndex },
            { fromDay: reroutedDay, value: place.facilityIndex + 1 },
          ]
        : [{ fromDay: null, value: place.facilityIndex }],
    startDay: place.startDay,
    hub: place.hub,
    model,
    initial: { ...initial, liftGas },
    opening,
    floodVolume: 0,
    wearPerYear: draw('wear', 0.01, 0.06),
  }
}
