import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import { readerFor, type ReaderParts } from '../../reading/reader.ts'
import { readGapDrivers } from './gaps.service.ts'

export const gapModule = (reader: ReaderParts): Implementation<typeof apiContract.gaps> => ({
  readGapDrivers: async ({ query, request }) => ({
    status: 200,
    body: await readGapDrivers(readerFor(reader, request), query),
  }),
})
