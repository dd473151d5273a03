import type { Discovery, RefusedRow, Source, SourceSignal } from '@tieback/adapters'
import {
  aliasKeyText,
  type KnowledgeTx,
  type RefusedNode,
  readNodeIds,
  resolveAliases,
  type SignalInput,
  upsertCalendar,
  writeNodes,
  writeSignals,
} from '@tieback/store'
import { getSource, type IngestContext, type JobContext } from '../context.ts'
import { recordRun, type Run, type RunCounts } from '../ingest/run-record.ts'
import { bindJob } from '../queue.ts'
import { startRollUp } from '../roll-up/roll-up.worker.ts'
import { startIngest } from '../schedule.ts'
import { DiscoverSource } from './discover-source.job.ts'
import { holdUnitChanges, releaseUnitChanges } from './hold-unit-changes.ts'
import { noteNewSeries } from './note-new-series.ts'

/** The calendar of nodes whose source names none. */
const defaultCalendar = { id: 'utc', rules: [{ validFrom: null, timeZone: 'UTC', dayStart: '00:00' }] } as const

function refuseSignal(signal: SourceSignal, holders: number): RefusedRow {
  const { keyKind, value, namespace } = signal.node
  return {
    dataset: 'signals',
    key: signal.sourceKey,
    reason: holders === 0 ? 'unmapped-node' : 'ambiguous',
    message: `${holders === 0 ? 'No node has' : `${holders} nodes have`} the ${keyKind} "${value}" in ${namespace}. Mend the site mapping or the node's name; the next discovery takes it in.`,
    row: signal,
  }
}

function refuseNode(node: RefusedNode): RefusedRow {
  const reason = node.reason === 'unknown-parent' ? 'unmapped-node' : 'ambiguous'
  return { dataset: 'nodes', key: node.objectId, reason, message: node.message, row: node }
}

async function writeDescribedNodes(tx: KnowledgeTx, source: Source, { calendar, nodes }: Discovery) {
  if (nodes.length === 0) return { written: 0, unchanged: 0, refused: [] }
  const { id, rules } = calendar ?? defaultCalendar
  await upsertCalendar(tx, { id, rules })
  const { refused, ...counts } = await writeNodes(tx, { namespace: source.namespace, calendarId: id, nodes })
  return { ...counts, refused: refused.map(refuseNode) }
}

async function writeDescribedSignals(
  tx: KnowledgeTx,
  source: Source,
  { signals }: Discovery,
  acceptedUnits: ReadonlySet<string>,
) {
  const refused: RefusedRow[] = []
  const resolved: SignalInput[] = []
  const keys = signals.map((signal) => signal.node)
  const holdersOf = await resolveAliases(tx.client, keys, { day: null, asOf: tx.knownAt })
  for (const { node, ...signal } of signals) {
    const holders = holdersOf.get(aliasKeyText(node)) ?? []
    const [nodeId] = holders
    if (nodeId === undefined || holders.length > 1) refused.push(refuseSignal({ node, ...signal }, holders.length))
    else resolved.push({ ...signal, nodeId })
  }
  const { kept, refused: held } = await holdUnitChanges(tx, source.id, resolved, acceptedUnits)
  return { ...(await writeSignals(tx, source.id, kept)), refused: [...refused, ...held], held }
}

async function writeDiscovery(
  run: Run,
  source: Source,
  discovery: Discovery,
  acceptedUnits: ReadonlySet<string>,
): Promise<void> {
  const { refused, held } = await run.write('nodes', async (tx) => {
    const nodes = await writeDescribedNodes(tx, source, discovery)
    const signals = await writeDescribedSignals(tx, source, discovery, acceptedUnits)
    const { clock, settings } = run.context
    await noteNewSeries(tx, { source, historyDays: settings.hourlyHistoryDays, now: clock.now() })
    return {
      written: nodes.written + signals.written,
      unchanged: nodes.unchanged + signals.unchanged,
      refused: [...nodes.refused, ...signals.refused],
      held: signals.held,
    }
  })
  await run.refuse([...discovery.refused, ...refused])
  await releaseUnitChanges(run, held)
}

/**
 * Reads and writes one source's description of nodes, names and series; running it twice changes nothing.
 *
 * acceptedUnits  keys of series of which somebody has said that the unit which they have now has been theirs all along
 */
export async function discoverSource(
  context: IngestContext,
  sourceId: string,
  signal: AbortSignal,
  acceptedUnits: ReadonlySet<string> = new Set(),
): Promise<RunCounts> {
  const { source } = getSource(context, sourceId)
  return await recordRun(context, sourceId, DiscoverSource.name, async (run) => {
    await source.check(signal)
    const discovery = await source.discover(signal)
    run.read = discovery.nodes.length + discovery.signals.length
    if (discovery.nodes.length === 0 && (await readNodeIds(context.pool, source.namespace)).size === 0) {
      throw new Error(
        `${sourceId} names series of ${source.namespace}, whose nodes are not known yet; it is tried again`,
      )
    }
    await writeDiscovery(run, source, discovery, acceptedUnits)
    return null
  })
}

export const discoverSourceBinding = (context: JobContext) =>
  bindJob(DiscoverSource, async ({ sourceId }, signal) => {
    const configured = getSource(context, sourceId)
    const { written } = await discoverSource(context, sourceId, signal)
    await startIngest(context, configured)
    // Figures that stayed where they are may belong elsewhere now.
    if (configured.source.production !== undefined && written > 0) await startRollUp(context, sourceId)
  })
