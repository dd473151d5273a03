import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import type { Reader } from '../../reading/reader.ts'
import { readPerformance } from './performance.service.ts'

export const performanceModule = (reader: Reader): Implementation<typeof apiContract.performance> => ({
  readAssetPerformance: async ({ params, query }) => ({
    status: 200,
    body: await readPerformance(reader, 'asset', params.id, query),
  }),
  readHubPerformance: async ({ params, query }) => ({
    status: 200,
    body: await readPerformance(reader, 'hub', params.id, query),
  }),
  readFacilityPerformance: async ({ params, query }) => ({
    status: 200,
    body: await readPerformance(reader, 'facility', params.id, query),
  }),
  readWellPerformance: async ({ params, query }) => ({
    status: 200,
    body: await readPerformance(reader, 'well', params.id, query),
  }),
})
