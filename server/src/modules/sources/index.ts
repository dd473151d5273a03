import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import type { Reader } from '../../reading/reader.ts'
import { listSources } from './sources.service.ts'

export const sourceModule = (reader: Reader): Implementation<typeof apiContract.sources> => ({
  listSources: async ({ query }) => ({ status: 200, body: await listSources(reader, query) }),
})
