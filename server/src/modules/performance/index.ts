import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import { readerFor, type ReaderParts } from '../../reading/reader.ts'
import { readPerformance } from './performance.service.ts'

export const performanceModule = (reader: ReaderParts): Implementation<typeof apiContract.performance> => ({
  readAssetPerformance: async ({ params, query, request }) => ({
    status: 200,
    body: await readPerformance(readerFor(reader, request), 'asset', params.id, query),
  }),
  readHubPerformance: async ({ params, query, request }) => ({
    status: 200,
    body: await readPerformance(readerFor(reader, request), 'hub', params.id, query),
  }),
  readFacilityPerformance: async ({ params, query, request }) => ({
    status: 200,
    body: await readPerformance(readerFor(reader, request), 'facility', params.id, query),
  }),
  readWellPerformance: async ({ params, query, request }) => ({
    status: 200,
    body: await readPerformance(readerFor(reader, request), 'well', params.id, query),
  }),
})
