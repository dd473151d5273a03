import { parseBenchOptions, publish } from '../harness.ts'
import { measureHourlyAnswer } from './hourly-answer.ts'
import { measureReduction } from './reduction.ts'
import { measureWriteRates } from './write-rates.ts'

const options = parseBenchOptions({ rounds: 15, seconds: 1 })
const results = [
  ...(await measureWriteRates(options)),
  ...(await measureHourlyAnswer(options)),
  ...(await measureReduction(options)),
]
await publish({ bench: 'ingest', rounds: options.rounds, results }, options)
