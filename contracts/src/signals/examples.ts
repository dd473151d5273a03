import type { ExamplesOf } from '../examples/examples-of.ts'
import { nodes, productionMeta, sourceStates, units } from '../examples/field.ts'
import { problemExamplesWithNotFound } from '../examples/problems.ts'
import { nodeExamples, wellheadPressure } from '../nodes/examples.ts'
import type { signalRoutes } from './routes.ts'
import type { QualityMark } from './schemas.ts'

const hour = { from: '2026-11-19T08:00:00.000Z', to: '2026-11-19T09:00:00.000Z' } as const

const stuckPressure: QualityMark = {
  rule: 'frozen',
  from: '2026-11-19T08:40:00.000Z',
  to: null,
  message: 'The same value for 50 min, while 4 of 5 wells beside it moved.',
}

const { id, name, quantity, sourceId, sourceKey } = wellheadPressure
const doubted = { id, name, quantity, sourceId, sourceKey }

const meta = productionMeta({ sources: [sourceStates.pi], coverage: null, provisional: false })

export const signalExamples: ExamplesOf<typeof signalRoutes> = {
  listSignals: {
    request: { query: { node: nodes.wellA2.id } },
    200: { data: { signals: nodeExamples.getNode[200].data.signals, nextCursor: null }, meta },
    ...problemExamplesWithNotFound,
  },
  listQualityMarks: {
    request: { query: { node: wellheadPressure.node.id, rule: 'frozen' } },
    200: {
      data: { marks: [{ ...stuckPressure, signal: doubted, node: wellheadPressure.node }], nextCursor: null },
      meta,
    },
    ...problemExamplesWithNotFound,
  },
  readSamples: {
    request: { params: { id: wellheadPressure.id }, query: hour },
    200: {
      data: {
        signal: wellheadPressure,
        unit: units.pressure,
        ...hour,
        resolution: 'recorded',
        count: 7,
        samples: {
          at: [
            '2026-11-19T08:02:10.000Z',
            '2026-11-19T08:07:10.000Z',
            '2026-11-19T08:12:40.500Z',
            '2026-11-19T08:20:10.000Z',
            '2026-11-19T08:25:10.000Z',
            '2026-11-19T08:33:10.000Z',
            '2026-11-19T08:40:00.000Z',
          ],
          value: [68.42, 68.39, 68.47, null, 68.51, 68.44, 68.4],
          quality: ['good', 'good', 'uncertain', 'bad', 'good', 'good', 'good'],
        },
        marks: [stuckPressure],
      },
      meta,
    },
    ...problemExamplesWithNotFound,
  },
}
