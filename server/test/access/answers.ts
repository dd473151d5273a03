import type { DayLabel, NodeKind } from '@tieback/contracts'
import { listChanges } from '../../src/modules/changes/changes.service.ts'
import { readProductionFlow } from '../../src/modules/flow/flow.service.ts'
import { readGapDrivers } from '../../src/modules/gaps/gaps.service.ts'
import { listRecordedRuns } from '../../src/modules/jobs/jobs.service.ts'
import { getNode, listNodes } from '../../src/modules/nodes/nodes.service.ts'
import { readPerformance } from '../../src/modules/performance/performance.service.ts'
import { listQualityMarks } from '../../src/modules/signals/quality-marks.service.ts'
import { listNodeSignals } from '../../src/modules/signals/signal-list.service.ts'
import { readSignalSamples } from '../../src/modules/signals/signals.service.ts'
import { listSources } from '../../src/modules/sources/sources.service.ts'
import { readSummary } from '../../src/modules/summary/summary.service.ts'
import { ProblemError } from '../../src/platform/http/problems.ts'
import type { Reader } from '../../src/reading/reader.ts'
import { days } from './random-field.ts'
import { movedOn } from './random-tree.ts'

/** Something that can be asked. */
export type Ask = (reader: Reader) => Promise<unknown>

const unitSystem = 'metric' as const
const dayAfter = '2026-03-12'

interface QuestionAboutNode {
  /** Of the tree that decides what is seen; null: the newest. */
  readonly day: DayLabel | null
  readonly ask: (id: string, kind: NodeKind) => Ask
}

/** What can be asked about a node, by a name. */
export const questionsAboutNode = {
  'the node': { day: null, ask: (id) => (reader) => getNode(reader, id, {}) },
  'the node before the moves': { day: days[0], ask: (id) => (reader) => getNode(reader, id, { day: days[0] }) },
  'performance by day': { day: null, ask: (id, kind) => (reader) => performance(reader, id, kind, 'day') },
  'performance by hour': { day: null, ask: (id, kind) => (reader) => performance(reader, id, kind, 'hour') },
  'performance by month': { day: null, ask: (id, kind) => (reader) => performance(reader, id, kind, 'month') },
  'gap drivers': { day: null, ask: (id) => (reader) => gaps(reader, id) },
  'production flow': { day: movedOn, ask: (id) => (reader) => readProductionFlow(reader, { node: id, unitSystem }) },
  'production flow before the moves': {
    day: days[0],
    ask: (id) => (reader) => readProductionFlow(reader, { node: id, day: days[0], unitSystem }),
  },
  changes: { day: null, ask: (node) => (reader) => listChanges(reader, { ...changesAsked, node, limit: 100 }) },
  series: { day: null, ask: (node) => (reader) => listNodeSignals(reader, { node, limit: 100 }) },
  'quality marks': { day: null, ask: (node) => (reader) => listQualityMarks(reader, { node, limit: 100 }) },
} as const satisfies Record<string, QuestionAboutNode>

const changesAsked = { since: '2020-01-01T00:00:00.000Z', unitSystem } as const

const performance = (reader: Reader, id: string, kind: NodeKind, granularity: 'hour' | 'day' | 'month') =>
  readPerformance(reader, kind, id, {
    ...(granularity === 'month' ? { from: '2026-02-01', to: '2026-03-01' } : { from: days[0], to: dayAfter }),
    granularity,
    unitSystem,
  })

const gaps = (reader: Reader, node: string) =>
  readGapDrivers(reader, { node, from: days[0], to: dayAfter, quantity: 'oil_production', top: 20, unitSystem })

/** Samples of a series: recorded, or by the hour where the range begins before they were kept. */
export const askSamples =
  (id: string, from: string): Ask =>
  async (reader) => {
    const query = { from, to: '2026-03-12T09:00:00.000Z', maxPoints: 1_000, unitSystem }
    const { body, written } = await readSignalSamples(reader, id, query)
    return { body, samples: String(written.write()) }
  }

/** Every page of a list, one after the other. */
async function allPages(
  readPage: (cursor: string | undefined) => Promise<{ readonly data: { readonly nextCursor: string | null } }>,
): Promise<unknown[]> {
  const pages: unknown[] = []
  let cursor: string | undefined
  do {
    const page = await readPage(cursor)
    pages.push(page)
    cursor = page.data.nextCursor ?? undefined
  } while (cursor !== undefined)
  return pages
}

interface QuestionAboutAll {
  readonly day: DayLabel | null
  readonly ask: Ask
  /** Every node that is seen must be in the answer. */
  readonly isWhole: boolean
}

/** What can be asked about all that somebody sees. */
export const questionsAboutAll: Readonly<Record<string, QuestionAboutAll>> = {
  tree: { day: null, isWhole: true, ask: (reader) => listNodes(reader, {}) },
  'the tree before the moves': { day: days[0], isWhole: true, ask: (reader) => listNodes(reader, { day: days[0] }) },
  summary: { day: null, isWhole: false, ask: (reader) => readSummary(reader, { unitSystem }) },
  'the summary before the moves': {
    day: days[0],
    isWhole: false,
    ask: (reader) => readSummary(reader, { day: days[0], unitSystem }),
  },
  'all changes': {
    day: null,
    isWhole: false,
    ask: (reader) => allPages((cursor) => listChanges(reader, { ...changesAsked, limit: 40, cursor })),
  },
  'all series': {
    day: null,
    isWhole: true,
    ask: (reader) => allPages((cursor) => listNodeSignals(reader, { limit: 60, cursor })),
  },
  'all quality marks': {
    day: null,
    isWhole: true,
    ask: (reader) => allPages((cursor) => listQualityMarks(reader, { limit: 60, cursor })),
  },
  sources: { day: null, isWhole: false, ask: (reader) => listSources(reader, {}) },
  runs: {
    day: null,
    isWhole: false,
    ask: (reader) => allPages((cursor) => listRecordedRuns(reader, { limit: 100, cursor })),
  },
}

/** The answer as text, or the words of the problem where it is refused. */
export async function answerTo(ask: Ask, reader: Reader): Promise<{ text: string } | { refused: string }> {
  try {
    return { text: JSON.stringify(await ask(reader)) }
  } catch (error) {
    if (error instanceof ProblemError) return { refused: `${error.code}: ${error.message}` }
    throw error
  }
}
