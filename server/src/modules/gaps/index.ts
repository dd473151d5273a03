import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import type { Reader } from '../../reading/reader.ts'
import { readGapDrivers } from './gaps.service.ts'

export const gapModule = (reader: Reader): Implementation<typeof apiContract.gaps> => ({
  readGapDrivers: async ({ query }) => ({ status: 200, body: await readGapDrivers(reader, query) }),
})
