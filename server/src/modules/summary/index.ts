import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import type { Reader } from '../../reading/reader.ts'
import { readSummary } from './summary.service.ts'

export const summaryModule = (reader: Reader): Implementation<typeof apiContract.summary> => ({
  readSummary: async ({ query }) => ({ status: 200, body: await readSummary(reader, query) }),
})
