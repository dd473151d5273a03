import { type apiContract, LiveEvent, LiveTopic, type LiveTopic as Topic } from '@tieback/contracts'
import { displayUnit } from '@tieback/domain'
import { listFieldChanges } from '../field/changes.ts'
import type { FieldSignal } from '../field/field-signals.ts'
import { listSourceStates } from '../field/field-sources.ts'
import { SignalModel } from '../field/samples.ts'
import type { MockApi } from '../mock-api.ts'
import type { MockWorld } from '../mock-world.ts'

/** How often the stream looks for something new, ms. */
const tickMs = 5_000

/** Ticks between two heartbeats. */
const heartbeatTicks = 3

/** Series of a stream where no node was named: more would be noise. */
const seriesMax = 40

/** Changes in one event. */
const changesMax = 100

/** Events are kept this long for whoever connects again, ms. */
const keptMs = 600_000

/** A reader that connects again waits this long, ms. */
const retryMs = 3_000

const allTags = [
  ...['nodes', 'production', 'deferment', 'samples', 'sources'],
  ...['logistics', 'forecasts', 'alerts', 'optimization', 'recommendations'],
]

interface Listening {
  readonly world: MockWorld
  readonly topics: ReadonlySet<Topic>
  /** Null: everything. */
  readonly nodeIds: ReadonlySet<string> | null
  readonly signals: readonly FieldSignal[]
}

type Span = readonly [after: Date, until: Date]

function listSampleEvents({ world, signals }: Listening, [after, until]: Span) {
  return signals.flatMap((signal) => {
    const { at, value, quality } = new SignalModel(world.field, signal).recorded(
      after.getTime() + 1,
      until.getTime() + 1,
      until,
    )
    if (at.length === 0) return []
    const samples = { at: at.map((ms) => new Date(ms).toISOString()), value, quality }
    const { id, node, quantity } = signal
    const unit = displayUnit(quantity, 'metric', 'rate')
    return [{ type: 'sample', sentAt: until.toISOString(), signalId: id, nodeId: node.id, quantity, unit, samples }]
  })
}

function listChangeEvents({ world, nodeIds }: Listening, [after, until]: Span) {
  const wells = world.field.tree.rows.filter(({ id, kind }) => kind === 'well' && (nodeIds?.has(id) ?? true))
  const { changes } = listFieldChanges(world.field, world.facts, wells, after, until)
  if (changes.length === 0) return []
  const shown = changes.slice(0, changesMax)
  return [{ type: 'fact-changed', sentAt: until.toISOString(), changes: shown, more: changes.length - shown.length }]
}

async function listAlertEvents({ world, nodeIds }: Listening, [after, until]: Span) {
  const alerts = await world.tables.alerts.all()
  return alerts.flatMap(({ id, subject, severity, title, history }) =>
    history
      .filter(({ at }) => Date.parse(at) > after.getTime() && Date.parse(at) <= until.getTime())
      .filter(() => nodeIds?.has(subject.id) ?? true)
      .map(({ version, event, to }) => ({
        ...{ type: 'alert', sentAt: until.toISOString(), alertId: id, version, event, state: to },
        ...{ severity, subject, title },
      })),
  )
}

const listSourceEvents = ([, until]: Span) =>
  listSourceStates(until).map(({ state }) => ({ type: 'source-state', sentAt: until.toISOString(), source: state }))

/** What happened within a span, as far as the reader listens to it. */
async function listEvents(listening: Listening, span: Span): Promise<unknown[]> {
  const { topics } = listening
  const changes = topics.has('fact-changed') || topics.has('invalidated') ? listChangeEvents(listening, span) : []
  const sentAt = span[1].toISOString()
  const invalidated = { type: 'invalidated', sentAt, tags: ['production'], asOf: sentAt, cause: 'written' }
  return [
    ...(topics.has('sample') ? listSampleEvents(listening, span) : []),
    ...(topics.has('fact-changed') ? changes : []),
    ...(topics.has('alert') ? await listAlertEvents(listening, span) : []),
    ...(topics.has('invalidated') && changes.length > 0 ? [invalidated] : []),
  ]
}

const heartbeat = (at: Date) => ({
  type: 'heartbeat',
  sentAt: at.toISOString(),
  within: (tickMs * heartbeatTicks) / 1_000,
  retryMs,
})

/** One event as its lines. Throws where it breaks the contract: nobody should build on it. */
function toLines(event: unknown, at: Date): string {
  const parsed = LiveEvent.parse(event)
  return `id: ${at.getTime()}\nevent: ${parsed.type}\ndata: ${JSON.stringify(parsed)}\n\n`
}

/** Where a reader goes on: after the last event that it read, or from now; null where that is no longer kept. */
function resumeFrom(lastEventId: string | undefined, now: Date): Date | null {
  if (lastEventId === undefined) return now
  const after = /^\d{13}$/.test(lastEventId) ? Number(lastEventId) : Number.NaN
  return after <= now.getTime() && now.getTime() - after <= keptMs ? new Date(after) : null
}

async function* stream(
  listening: Listening,
  lastEventId: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { world, topics } = listening
  let seen = world.now()
  const resumed = resumeFrom(lastEventId, seen)
  yield `retry: ${retryMs}\n\n`
  if (resumed === null) {
    const at = seen.toISOString()
    yield toLines({ type: 'invalidated', sentAt: at, tags: allTags, asOf: at, cause: 'gap' }, seen)
  } else if (resumed < seen) {
    for (const event of await listEvents(listening, [resumed, seen])) yield toLines(event, seen)
  }
  if (topics.has('source-state')) for (const event of listSourceEvents([seen, seen])) yield toLines(event, seen)
  for (let tick = 0; !signal.aborted; tick++) {
    if (tick % heartbeatTicks === 0) yield toLines(heartbeat(seen), seen)
    await world.wait(tickMs, signal)
    const now = world.now()
    for (const event of await listEvents(listening, [seen, now])) yield toLines(event, now)
    seen = now
  }
}

/** Text as it comes, until the reader goes away. */
function toByteStream(
  lines: AsyncGenerator<string>,
  gone: AbortController,
  world: MockWorld,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      try {
        const next = await lines.next()
        if (next.done === true) controller.close()
        else controller.enqueue(encoder.encode(next.value))
      } catch (error) {
        // An abort ends the wait for the next tick: that is how a reader goes away.
        if (!gone.signal.aborted) world.reportFault(error)
        controller.close()
      }
    },
    cancel() {
      gone.abort()
    },
  })
}

export const liveMocks: MockApi<typeof apiContract.live> = {
  streamLive: ({ query, headers, signal }, world) => {
    const { tree, signals } = world.field
    const below = query.nodes?.flatMap((id) => tree.subtreeOf(tree.get(id))) ?? null
    const nodeIds = below === null ? null : new Set(below.map(({ id }) => id))
    const own = nodeIds === null ? signals.slice(0, seriesMax) : signals.filter(({ node }) => nodeIds.has(node.id))
    const listening = { world, topics: new Set(query.topics ?? LiveTopic.options), nodeIds, signals: own }
    const gone = new AbortController()
    signal.addEventListener('abort', () => gone.abort(signal.reason), { once: true })
    const lines = stream(listening, headers['last-event-id'], gone.signal)
    return { status: 200, body: toByteStream(lines, gone, world) }
  },
}
