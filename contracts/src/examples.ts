import type { apiContract } from './api.ts'
import { changeExamples } from './changes/examples.ts'
import type { ExamplesOf } from './examples/examples-of.ts'
import { flowExamples } from './flow/examples.ts'
import { gapExamples } from './gaps/examples.ts'
import { nodeExamples } from './nodes/examples.ts'
import { performanceExamples } from './performance/examples.ts'
import { signalExamples } from './signals/examples.ts'
import { sourceExamples } from './sources/examples.ts'
import { summaryExamples } from './summary/examples.ts'

/** One example for every answer of every route behind `/api/v1`, such as `apiExamples.summary.readSummary[200]`. */
export const apiExamples: ExamplesOf<typeof apiContract> = {
  summary: summaryExamples,
  nodes: nodeExamples,
  performance: performanceExamples,
  gaps: gapExamples,
  flow: flowExamples,
  signals: signalExamples,
  sources: sourceExamples,
  changes: changeExamples,
}

export type { ExamplesOf } from './examples/examples-of.ts'
export { problemExamples } from './examples/problems.ts'
/** The same for the routes outside `/api/v1`. */
export { systemExamples } from './system/examples.ts'
