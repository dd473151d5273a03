import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import { readerFor, type ReaderParts } from '../../reading/reader.ts'
import { listChanges } from './changes.service.ts'

export const changeModule = (reader: ReaderParts): Implementation<typeof apiContract.changes> => ({
  listChanges: async ({ query, request }) => ({
    status: 200,
    body: await listChanges(readerFor(reader, request), query),
  }),
})
