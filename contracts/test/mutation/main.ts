import { parseArgs } from 'node:util'
import { presentContract } from '../../src/diff/released-contracts.ts'
import { listMutations } from './list-mutations.ts'
import { sampleMutations } from './sample.ts'
import { meetsThresholds, renderResult, scoreMutations } from './score.ts'
import { scoreTestimonies } from './testimony-score.ts'

const usage = `Changes every field of the contract in every way, and scores how the comparison of contracts judges each.

  npm run contract:mutate [-- --each-use] [-- --values 25] [-- --json]

  --each-use   a schema that many operations use is changed once for each of them
  --values n   of every nth mutation of a schema, values are asked whether the oracle is right (25)
  --seed n     which of them (1)
`

const { values } = parseArgs({
  options: {
    'each-use': { type: 'boolean' },
    values: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
})

function main(): void {
  if (values.help === true) {
    console.log(usage)
    return
  }
  const { document } = presentContract()
  const mutations = () => listMutations(document, values['each-use'] === true)
  const result = scoreMutations(mutations())
  const testimonies = scoreTestimonies(sampleMutations(mutations(), Number(values.values), Number(values.seed)))
  if (values.json === true) {
    const { total, operators, disagreements } = result
    console.log(
      JSON.stringify({ total, operators: Object.fromEntries(operators), disagreements, testimonies }, null, 2),
    )
  } else console.log(renderResult(result, testimonies))
  if (!meetsThresholds(result.total) || testimonies.refuted.length > 0) process.exitCode = 1
}

main()
