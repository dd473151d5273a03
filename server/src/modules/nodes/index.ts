import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import type { Reader } from '../../reading/reader.ts'
import { getNode, listNodes } from './nodes.service.ts'

export const nodeModule = (reader: Reader): Implementation<typeof apiContract.nodes> => ({
  listNodes: async ({ query }) => ({ status: 200, body: await listNodes(reader, query) }),
  getNode: async ({ params, query }) => ({ status: 200, body: await getNode(reader, params.id, query) }),
})
