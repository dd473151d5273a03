import { changeExamples } from '../changes/examples.ts'
import type { ExamplesOf } from '../examples/examples-of.ts'
import { nodes, sourceStates, units } from '../examples/field.ts'
import { terminal } from '../examples/logistics.ts'
import { betaProblemExamples } from '../examples/problems.ts'
import type { liveRoutes } from './routes.ts'
import type { LiveEvent } from './schemas.ts'

const retryMs = 3_000

/** One event of each type, as they could follow one another in a few seconds. */
export const liveEventExamples: readonly LiveEvent[] = [
  {
    type: 'sample',
    sentAt: '2026-11-19T09:30:01.204Z',
    signalId: 'sig-b1w6p3q9z5',
    nodeId: nodes.wellB1.id,
    quantity: 'wellhead_pressure',
    unit: units.pressure,
    samples: {
      at: ['2026-11-19T09:29:50.000Z', '2026-11-19T09:30:00.000Z'],
      value: [71.22, null],
      quality: ['good', 'bad'],
    },
  },
  {
    type: 'fact-changed',
    sentAt: '2026-11-19T09:30:02.551Z',
    changes: changeExamples.listChanges[200].data.changes.slice(0, 1),
    more: 0,
  },
  {
    type: 'invalidated',
    sentAt: '2026-11-19T09:30:02.560Z',
    tags: ['production', 'deferment'],
    asOf: '2026-11-19T09:30:02.540Z',
    cause: 'written',
  },
  { type: 'source-state', sentAt: '2026-11-19T09:30:03.018Z', source: sourceStates.pi },
  {
    type: 'alert',
    sentAt: '2026-11-19T09:30:04.377Z',
    alertId: 'alert-h2t7k4p9v6',
    version: 1,
    event: 'raise',
    state: 'active',
    severity: 'high',
    subject: { ...terminal, kind: 'terminal' },
    title: 'Tanks may be full before the next cargo loads',
  },
  { type: 'heartbeat', sentAt: '2026-11-19T09:30:19.400Z', within: 15, retryMs },
]

const frame = (event: LiveEvent, index: number) =>
  `id: 01JD2M7Q4T9X5V8B3N6H0K2${index}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

/** As it comes over the wire: the wait before a new connection first, then events with an empty line after each. */
const stream = `retry: ${retryMs}\n\n${liveEventExamples.map(frame).join('')}`

export const liveExamples: ExamplesOf<typeof liveRoutes> = {
  streamLive: { request: { query: {}, headers: {} }, 200: stream, ...betaProblemExamples },
}
