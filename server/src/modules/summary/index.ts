import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import { readerFor, type ReaderParts } from '../../reading/reader.ts'
import { readSummary } from './summary.service.ts'

export const summaryModule = (reader: ReaderParts): Implementation<typeof apiContract.summary> => ({
  readSummary: async ({ query, request }) => ({
    status: 200,
    body: await readSummary(readerFor(reader, request), query),
  }),
})
