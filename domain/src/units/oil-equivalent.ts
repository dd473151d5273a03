import { convert, convertQuantity } from './convert.ts'

/**
 * `NOD` 1000 Sm3 of gas count as 1 Sm3 of oil (Norwegian Offshore Directorate) · `BOE6000` and `BOE5800` that many scf count as a barrel ·
 * `energy` average heating values. Figures of different policies are different things.
 */
export type OilEquivalentPolicy = 'NOD' | 'BOE6000' | 'BOE5800' | 'energy'

/** m3 at metric reference; NGL also in tonnes, as it is reported. */
export interface HydrocarbonVolumes {
  readonly oil?: number
  readonly condensate?: number
  readonly ngl?: number
  readonly nglTonnes?: number
  readonly gas?: number
}

/** An amount of oil equivalent, and the policy that it means nothing without. */
export interface OilEquivalent {
  readonly value: number
  readonly unit: 'Sm3 o.e.' | 'boe' | 'MJ'
  readonly policy: OilEquivalentPolicy
}

const nglSm3PerTonne = 1.9
/** Averages of the Norwegian Offshore Directorate, MJ per Sm3. */
const heatingValues = { oil: 35_500, gas: 40 }

/**
 * Volumes as one figure, under a named policy.
 *
 * throws  RangeError under `energy` for condensate and NGL: no heating value of theirs is agreed
 */
export const oilEquivalent = (policy: OilEquivalentPolicy, volumes: HydrocarbonVolumes): OilEquivalent => {
  const { oil = 0, condensate = 0, ngl = 0, nglTonnes = 0, gas = 0 } = volumes
  const lightLiquids = condensate + ngl + nglTonnes * nglSm3PerTonne
  switch (policy) {
    case 'NOD':
      return { value: oil + lightLiquids + gas / 1000, unit: 'Sm3 o.e.', policy }
    case 'BOE6000':
      return { value: barrels(oil + lightLiquids) + scf(gas) / 6000, unit: 'boe', policy }
    case 'BOE5800':
      return { value: barrels(oil + lightLiquids) + scf(gas) / 5800, unit: 'boe', policy }
    case 'energy':
      if (lightLiquids !== 0) throw new RangeError('the energy policy has no heating value for condensate and NGL')
      return { value: oil * heatingValues.oil + gas * heatingValues.gas, unit: 'MJ', policy }
  }
}

/**
 * The sum of two amounts of one policy.
 *
 * throws  RangeError where their policies differ
 */
export const addOilEquivalents = (a: OilEquivalent, b: OilEquivalent): OilEquivalent => {
  if (a.policy !== b.policy) throw new RangeError(`oil equivalents of ${a.policy} and ${b.policy} can't be added`)
  return { ...a, value: a.value + b.value }
}

const barrels = (sm3: number): number => convert(sm3, 'm3', 'bbl')

const scf = (sm3: number): number =>
  convertQuantity(
    sm3,
    { unit: 'm3', reference: 'metric', basis: null },
    { unit: 'ft3', reference: 'us', basis: null },
    'gas',
  )
