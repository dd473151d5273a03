import type { apiContract } from '@tieback/contracts'
import { operatorFor, type OperatorParts } from '../../operating/operator.ts'
import type { Implementation } from '../../platform/http/mount.ts'
import { readerFor } from '../../reading/reader.ts'
import { checkSource, replayQuarantine, startBackfill } from './operate.service.ts'
import { listSourceQuarantine } from './quarantine.service.ts'
import { listSources } from './sources.service.ts'

export { toOwner } from './quarantine.service.ts'
export { createSourceMetrics } from './source-metrics.ts'

export const sourceModule = (operator: OperatorParts): Implementation<typeof apiContract.sources> => ({
  listSources: async ({ query, request }) => ({
    status: 200,
    body: await listSources(readerFor(operator.reader, request), query),
  }),
  listQuarantine: async ({ params, query, request }) => ({
    status: 200,
    body: await listSourceQuarantine(readerFor(operator.reader, request), params.id, query),
  }),
  checkSource: async ({ params, request }) => ({
    status: 202,
    body: await checkSource(operatorFor(operator, request), params.id),
  }),
  startBackfill: async ({ params, body, request }) => ({
    status: 202,
    body: await startBackfill(operatorFor(operator, request), params.id, body),
  }),
  replayQuarantine: async ({ params, body, request }) => ({
    status: 202,
    body: await replayQuarantine(operatorFor(operator, request), params.id, body),
  }),
})
