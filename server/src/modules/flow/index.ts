import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import { readerFor, type ReaderParts } from '../../reading/reader.ts'
import { readProductionFlow } from './flow.service.ts'

export const flowModule = (reader: ReaderParts): Implementation<typeof apiContract.flow> => ({
  readProductionFlow: async ({ query, request }) => ({
    status: 200,
    body: await readProductionFlow(readerFor(reader, request), query),
  }),
})
