import type { apiContract } from '@tieback/contracts'
import type { Operator } from '../../operating/operator.ts'
import type { Implementation } from '../../platform/http/mount.ts'
import { checkSource, replayQuarantine, startBackfill } from './operate.service.ts'
import { listSourceQuarantine } from './quarantine.service.ts'
import { listSources } from './sources.service.ts'

export { toOwner } from './quarantine.service.ts'
export { createSourceMetrics } from './source-metrics.ts'

export const sourceModule = (operator: Operator): Implementation<typeof apiContract.sources> => ({
  listSources: async ({ query }) => ({ status: 200, body: await listSources(operator.reader, query) }),
  listQuarantine: async ({ params, query }) => ({
    status: 200,
    body: await listSourceQuarantine(operator.reader, params.id, query),
  }),
  checkSource: async ({ params }) => ({ status: 202, body: await checkSource(operator, params.id) }),
  startBackfill: async ({ params, body }) => ({ status: 202, body: await startBackfill(operator, params.id, body) }),
  replayQuarantine: async ({ params, body }) => ({
    status: 202,
    body: await replayQuarantine(operator, params.id, body),
  }),
})
