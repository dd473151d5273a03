import { initContract } from '@ts-rest/core'
import { z } from 'zod'
import { commaList } from '../comma-list.ts'
import { betaProblems } from '../common-responses.ts'
import { defineRoute } from '../policy.ts'
import { LiveTopic } from './schemas.ts'

/** Nodes of one stream: the wells of a large hub, and about 3 kB of address, which every proxy takes. */
export const liveNodesMax = 100

const contract = initContract()

/** As many node ids as `liveNodesMax`, of the shape and length of `NodeId`, and the commas between them. */
const nodeList = z
  .string()
  .max(65 * liveNodesMax)
  .regex(new RegExp(`^[a-z]+-[a-z0-9]+(?:,[a-z]+-[a-z0-9]+){0,${liveNodesMax - 1}}$`))
  .transform((text) => [...new Set(text.split(','))])

export const liveRoutes = contract.router(
  {
    streamLive: defineRoute({
      method: 'GET',
      path: '/live',
      query: z.object({
        topics: commaList(LiveTopic.options)
          .optional()
          .describe('What to listen to, separated by commas, such as `sample,alert`. Left out: everything.'),
        nodes: nodeList
          .optional()
          .describe(
            'At most 100 ids of nodes or terminals, separated by commas: samples, facts and alerts of these and of what is below them. ' +
              'Left out: of all that the caller may see.',
          ),
      }),
      headers: {
        'last-event-id': z
          .string()
          .min(1)
          .max(200)
          .optional()
          .describe(
            'The `id:` of the last event that was read, as an EventSource sends it by itself: the stream goes on after it. ' +
              'Where what followed is no longer kept, the first event is `invalidated` with the cause `gap`.',
          ),
      },
      responses: {
        200: contract.otherResponse({ contentType: 'text/event-stream', body: z.string() }),
        ...betaProblems,
      },
      summary: 'What happens, as it happens: a stream of events, each a LiveEvent in its data line',
      description:
        'Server-sent events. Each has `id`, `event` and one `data` line with a LiveEvent as JSON; `event` repeats its `type`. ' +
        'A heartbeat says that the line is alive when nothing else does. An event may come twice after a reconnection, never out of order. ' +
        'Events say what to read again; the answers of the other routes are the facts.',
      metadata: {
        access: ['production:read', 'alerts:read', 'sources:read'],
        reach: 'subtree',
        cache: null,
        // Until the first byte: a stream has no last one.
        slo: { p95Ms: 100 },
        stability: 'beta',
      },
    }),
  },
  { strictStatusCodes: true },
)
