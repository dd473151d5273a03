import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import type { Reader } from '../../reading/reader.ts'
import { readProductionFlow } from './flow.service.ts'

export const flowModule = (reader: Reader): Implementation<typeof apiContract.flow> => ({
  readProductionFlow: async ({ query }) => ({ status: 200, body: await readProductionFlow(reader, query) }),
})
