import type { PersonRef, SubjectRef } from '../advice.ts'
import type { Meta } from '../envelope.ts'
import type { UnitOfMeasure } from '../quantity.ts'
import { productionMeta } from './field.ts'
import { wellsOf, type ExampleWell } from './production.ts'

/** Who works with the advice of the examples. */
export const people = {
  monitor: { id: 'person-ingrid', name: 'Ingrid Solberg' },
  programmer: { id: 'person-magnus', name: 'Magnus Haug' },
  technologist: { id: 'person-amina', name: 'Amina Berg' },
} as const satisfies Record<string, PersonRef>

export const ids = {
  recommendation: 'rec-4m7k2p9x',
  earlierRecommendation: 'rec-8t3w6c1n',
  wellTest: 'rec-2h5j9r4d',
  tankTopAlert: 'alert-h2t7k4p9v6',
  tripAlert: 'alert-3c8v5w1p',
  staleAlert: 'alert-9d4h6n2r',
  ratioAlert: 'alert-5f1g8j3s',
  oilForecast: 'fc-6k9m3x2q',
  earlierOilForecast: 'fc-4b7n1z8w',
  waterForecast: 'fc-2v5c9r6t',
  baseScenario: 'scn-1a5d8g2k',
  gasScenario: 'scn-6p3s9u4y',
  nominationScenario: 'scn-8e2h5l7q',
  baseRun: 'run-3m6q9t2w',
  gasRun: 'run-7b1f4j8n',
  nominationRun: 'run-5r9v2y6c',
} as const

/** Headers of a write that may be sent again after a lost answer. */
export const repeatable = { 'idempotency-key': '5e0c2f9a-8d1b-4b7e-9f64-2a7c3d1e0b58' } as const

export const adviceUnits = {
  percent: { unit: '%', reference: null, basis: null, label: '%' },
  ratio: { unit: 'm3/m3', reference: 'metric', basis: null, label: 'Sm³/Sm³' },
} as const satisfies Record<string, UnitOfMeasure>

/** Metadata of an answer that no coverage belongs to. */
export const adviceMeta = (more: Partial<Meta> = {}): Meta =>
  productionMeta({ productionDay: null, coverage: null, provisional: false, ...more })

/** What a node is when advice is about it. */
export const subjectOf = ({ id, kind, name }: SubjectRef): SubjectRef => ({ id, kind, name })

/** Away with the noise of binary fractions. */
export const rounded = (value: number, digits = 3): number => Number(value.toFixed(digits))

const [wellA1, wellA2, wellA3] = wellsOf.tindrevikA
const [wellB1] = wellsOf.tindrevikB
export const networkWells = { wellA1, wellA2, wellA3, wellB1 } as const

/** What a well gave on the last whole day; the optimiser starts from here. */
export const currentOil = (well: ExampleWell): number => well.oil.at(-1) ?? 0

/** What the hub can take: compression at today's suction pressure, water treatment, export pump. */
export const hubLimits = { gas: 1_031_750, water: 2_166, oil: 9_000 } as const

/**
 * Two optima of the same small linear programme: most oil of and B-01 within the hub's gas and water, each at most at its
 * potential, while A-03 is down. The tests prove both by their dual prices.
 */
export const optima = {
  /** Gas, water and B-01 bind: 142 a1 + 138 a2 + 131 b1 = gas, 0.31 a1 + 0.44 a2 + 0.18 b1 = water, b1 = 3250. */
  asItIs: {
    gasLimit: hubLimits.gas,
    oil: { wellA1: 2_460, wellA2: 1_860, wellA3: 0, wellB1: 3_250 },
    prices: { gas: 0.13 / 19.7, water: 4 / 19.7, wellA1: 0, wellA2: 0, wellB1: 1.95 / 19.7 },
    valid: {
      gas: { from: 1_026_030.7, to: 1_033_540.9 },
      water: { from: 2_160.3, to: 2_178.4 },
      wellA1: null,
      wellB1: { from: 3_226, to: 3_367.8 },
    },
  },
  /** With 8,000 Sm³/d more compression gas no longer binds; water, A-01 and B-01 do. */
  moreGas: {
    gasLimit: hubLimits.gas + 8_000,
    oil: { wellA1: 2_500, wellA2: 806 / 0.44, wellA3: 0, wellB1: 3_250 },
    prices: { gas: 0, water: 1 / 0.44, wellA1: 0.13 / 0.44, wellA2: 0, wellB1: 0.26 / 0.44 },
    valid: {
      gas: null,
      water: { from: 1_360, to: 2_185.7 },
      wellA1: { from: 2_332.3, to: 2_638.6 },
      wellB1: { from: 2_961.2, to: 3_333.2 },
    },
  },
} as const
export type ExampleOptimum = (typeof optima)[keyof typeof optima]
