import type { ExamplesOf } from '../examples/examples-of.ts'
import { sourceStates } from '../examples/field.ts'
import { logisticsMeta } from '../examples/logistics.ts'
import { betaProblemExamplesWithNotFound } from '../examples/problems.ts'
import { oilPipelineEta } from './oil-example.ts'
import type { pipelineRoutes } from './routes.ts'

export const pipelineExamples: ExamplesOf<typeof pipelineRoutes> = {
  readPipelineEta: {
    request: { params: { id: oilPipelineEta.pipeline.id }, query: {} },
    200: { data: oilPipelineEta, meta: logisticsMeta([sourceStates.tankGauging, sourceStates.pi]) },
    ...betaProblemExamplesWithNotFound,
  },
}
