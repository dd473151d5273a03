import { alertExamples } from './alerts/examples.ts'
import type { apiContract } from './api.ts'
import { auditExamples } from './audit/examples.ts'
import { cargoExamples } from './cargoes/examples.ts'
import { changeExamples } from './changes/examples.ts'
import type { ExamplesOf } from './examples/examples-of.ts'
import { flowExamples } from './flow/examples.ts'
import { forecastExamples } from './forecasts/examples.ts'
import { gapExamples } from './gaps/examples.ts'
import { identityExamples } from './identity/examples.ts'
import { jobExamples } from './jobs/examples.ts'
import { liveExamples } from './live/examples.ts'
import { nodeExamples } from './nodes/examples.ts'
import { optimizationExamples } from './optimization/examples.ts'
import { performanceExamples } from './performance/examples.ts'
import { pipelineExamples } from './pipelines/examples.ts'
import { recommendationExamples } from './recommendations/examples.ts'
import { signalExamples } from './signals/examples.ts'
import { sourceExamples } from './sources/examples.ts'
import { summaryExamples } from './summary/examples.ts'
import { terminalExamples } from './terminals/examples.ts'
import { vesselExamples } from './vessels/examples.ts'

/** A request and one example for every answer of every route behind `/api/v1`, such as `apiExamples.summary.readSummary[200]`. */
export const apiExamples: ExamplesOf<typeof apiContract> = {
  summary: summaryExamples,
  nodes: nodeExamples,
  performance: performanceExamples,
  gaps: gapExamples,
  flow: flowExamples,
  signals: signalExamples,
  sources: sourceExamples,
  jobs: jobExamples,
  changes: changeExamples,
  forecasts: forecastExamples,
  alerts: alertExamples,
  optimization: optimizationExamples,
  recommendations: recommendationExamples,
  terminals: terminalExamples,
  cargoes: cargoExamples,
  pipelines: pipelineExamples,
  vessels: vesselExamples,
  live: liveExamples,
  identity: identityExamples,
  audit: auditExamples,
}

/** What the stream sends, one of each type, and a gas line beside the oil line of `apiExamples`. */
export { liveEventExamples } from './live/examples.ts'
export { gasPipelineEta } from './pipelines/gas-example.ts'
export { type ExampleRequest, exampleAddress } from './examples/example-request.ts'
export type { ExamplesOf } from './examples/examples-of.ts'
export { problemExamples } from './examples/problems.ts'
/** The same for the routes outside `/api/v1`. */
export { systemExamples } from './system/examples.ts'
