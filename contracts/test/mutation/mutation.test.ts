import { describe, expect, it } from 'vitest'
import { presentContract } from '../../src/diff/released-contracts.ts'
import { contractWithEveryPlace } from './every-place.ts'
import { listMutations } from './list-mutations.ts'
import { oracle } from './oracle.ts'
import { sampleMutations } from './sample.ts'
import { meetsThresholds, renderResult, scoreMutations } from './score.ts'
import { scoreTestimonies } from './testimony-score.ts'

/** The whole set takes longer than a test should: `npm run contract:mutate` has it. Another seed picks others. */
const nth = 4
const seed = Number(process.env['TIEBACK_MUTATION_SEED'] ?? 1)
/** Of these, values are asked about so many: each needs two compiled schemas. */
const nthOfValues = 40

const everyPlace = [...listMutations(contractWithEveryPlace)]

describe.each([
  { name: 'a contract with a place for every operator', mutations: everyPlace },
  {
    name: `every ${nth}th field of the contract, from seed ${seed}`,
    mutations: sampleMutations(listMutations(presentContract().document), nth, seed),
  },
])('the comparison of contracts, on $name,', ({ mutations }) => {
  const result = scoreMutations(mutations)
  const testimonies = scoreTestimonies(sampleMutations(mutations, nthOfValues, seed))

  it('calls a breaking change of any field breaking', () => {
    console.log(renderResult(result, testimonies))
    expect(result.disagreements.filter(({ expected }) => expected === 'breaking')).toStrictEqual([])
    expect(meetsThresholds(result.total)).toBe(true)
    expect(result.total.breaking).toBeGreaterThan(300)
  })

  it('calls nothing breaking that is not', () => {
    expect(result.disagreements.filter(({ found }) => found === 'breaking')).toStrictEqual([])
  })

  it('tells what is additive from what nobody sees', () => {
    expect(result.disagreements).toStrictEqual([])
  })

  it('is asked what values bear out: they prove nearly every break, and refute no verdict', () => {
    expect(testimonies.refuted).toStrictEqual([])
    expect(testimonies.claimed).toBeGreaterThan(20)
    // A date's format and its pattern say the same: without one of them nothing new fits.
    expect(testimonies.proved / testimonies.claimed).toBeGreaterThan(0.8)
  })
})

describe('the operators', () => {
  it('are all applied', () => {
    const applied = new Set<string>(everyPlace.map(({ operator }) => operator))
    expect(Object.keys(oracle).filter((operator) => !applied.has(operator))).toStrictEqual([])
  })
})
