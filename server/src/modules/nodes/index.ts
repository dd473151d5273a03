import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import { readerFor, type ReaderParts } from '../../reading/reader.ts'
import { getNode, listNodes } from './nodes.service.ts'

export const nodeModule = (reader: ReaderParts): Implementation<typeof apiContract.nodes> => ({
  listNodes: async ({ query, request }) => ({ status: 200, body: await listNodes(readerFor(reader, request), query) }),
  getNode: async ({ params, query, request }) => ({
    status: 200,
    body: await getNode(readerFor(reader, request), params.id, query),
  }),
})
