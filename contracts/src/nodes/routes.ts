import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { asOfQuery, commonProblems, dayQuery } from '../common-responses.ts'
import { envelope } from '../envelope.ts'
import { defineRoute } from '../policy.ts'
import { Problem } from '../problem.ts'
import { NodeDetail, NodeId, TreeNode } from './schemas.ts'

export const nodeRoutes = initContract().router(
  {
    listNodes: defineRoute({
      method: 'GET',
      path: '/assets',
      query: z.object({ ...dayQuery, ...asOfQuery }),
      responses: { 200: envelope(z.object({ nodes: z.array(TreeNode) })), ...commonProblems },
      summary: 'The whole tree of a day: assets, hubs, facilities and wells, parents before children',
      metadata: {
        access: ['production:read'],
        reach: 'subtree',
        cache: { freshS: 30, staleS: 300, tags: ['nodes', 'production', 'sources'] },
        slo: { p95Ms: 100 },
        stability: 'stable',
      },
    }),
    getNode: defineRoute({
      method: 'GET',
      path: '/assets/:id',
      pathParams: z.object({ id: NodeId }),
      query: z.object({ ...dayQuery, ...asOfQuery }),
      responses: { 200: envelope(NodeDetail), ...commonProblems, 404: Problem },
      summary: 'One node of any level: its path, siblings, children, names in the sources, and series',
      metadata: {
        access: ['production:read'],
        reach: 'subtree',
        cache: { freshS: 30, staleS: 300, tags: ['nodes', 'production', 'samples', 'sources'] },
        slo: { p95Ms: 50 },
        stability: 'stable',
      },
    }),
  },
  { strictStatusCodes: true },
)
