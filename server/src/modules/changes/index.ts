import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import type { Reader } from '../../reading/reader.ts'
import { listChanges } from './changes.service.ts'

export const changeModule = (reader: Reader): Implementation<typeof apiContract.changes> => ({
  listChanges: async ({ query }) => ({ status: 200, body: await listChanges(reader, query) }),
})
