import type { DayLabel } from '@tieback/contracts'
import {
  type FactInput,
  type HourlyInput,
  type QualityMarkInput,
  replaceQualityMarks,
  type SampleInput,
  type StorePool,
  upsertCalendar,
  upsertSource,
  withKnowledge,
  writeDeferments,
  writeFacts,
  writeHourly,
  writeNodes,
  writeSamples,
  writeSignals,
  writeSourceState,
} from '@tieback/store'
import { createDice } from '../cache/virtual-time.ts'
import { now } from '../small-field.ts'
import { numberOf, textOf } from './marks.ts'
import { describeNodes, growTree, keyOf, movedOn, namespaces, type RandomNode } from './random-tree.ts'

export interface RandomField {
  readonly nodes: readonly RandomNode[]
}

/** The production days that have figures. */
export const days = ['2026-03-09', '2026-03-10', movedOn] as const

const measures = ['potential', 'plan', 'allocated'] as const

/** Every figure names its node: no two are equal, and none is the sum of others. */
function listFacts(own: readonly RandomNode[], labels: readonly DayLabel[], slot: number): FactInput[] {
  return own.flatMap(({ index, id, kind }) =>
    labels.flatMap((day, dayIndex) =>
      measures.map((measure, measureIndex): FactInput => ({
        nodeId: id,
        day,
        quantity: 'oil_production',
        measure,
        value: numberOf(index, slot + dayIndex * measures.length + measureIndex),
        quality: 'good',
        status: kind === 'well' ? 'provisional' : null,
        coverage: null,
        origin: kind === 'well' ? 'source' : 'roll-up',
        note: kind === 'well' ? `note ${textOf(index)}` : null,
        flags: [],
      })),
    ),
  )
}

/** An event of every fourth node, at whatever level. */
const listEvents = (own: readonly RandomNode[], dice: () => number) =>
  own
    .filter(() => dice() < 0.25)
    .map(({ index, id }) => {
      const start = new Date(Date.UTC(2026, 2, 9) + Math.floor(dice() * 60 * 3_600_000))
      return {
        eventId: `event ${textOf(index, 'event')}`,
        nodeId: id,
        start,
        end: dice() < 0.3 ? null : new Date(start.getTime() + dice() * 20 * 3_600_000),
        category: 'wells' as const,
        reason: `reason ${textOf(index, 'event')}`,
        planned: dice() < 0.5,
        parentEventId: null,
        lossShare: 0.317,
      }
    })

interface Series {
  readonly node: RandomNode
  readonly each: number
  readonly signalId: string
}

function listStatistics(series: readonly Series[]): HourlyInput[] {
  return series.map(({ node, each, signalId }) => {
    const value = numberOf(node.index, 80 + each)
    const statistics = { average: value, minimum: value, maximum: value, last: value, goodShare: 1, count: 12 }
    return { ...statistics, signalId, hour: new Date(`${days[1]}T12:00:00.000Z`) }
  })
}

const listSamples = (series: readonly Series[]): SampleInput[] =>
  series.flatMap(({ node, each, signalId }) =>
    [0, 1].map((sample) => ({
      signalId,
      // No two nodes have one at the same instant.
      at: new Date(now.getTime() - 60_000 * (1 + sample) + node.index),
      value: numberOf(node.index, 60 + each * 2 + sample),
      quality: 'good' as const,
      reason: null,
    })),
  )

const listMarks = (series: readonly Series[]): QualityMarkInput[] =>
  series.map(({ node, signalId }) => ({
    signalId,
    rule: 'frozen',
    from: new Date(now.getTime() - 7_200_000),
    to: null,
    message: `doubt ${textOf(node.index)}`,
  }))

async function writeSeries(pool: StorePool, namespace: string, own: readonly RandomNode[]): Promise<void> {
  const series = own.flatMap((node) => node.signalIds.map((signalId, each) => ({ node, each, signalId })))
  const about = { unit: 'm3/d', reference: 'metric', basis: null, interpolation: 'linear' } as const
  await withKnowledge(pool, { sourceId: `pi-${namespace}`, runId: null, cause: 'test' }, async (tx) => {
    await writeSignals(
      tx,
      `pi-${namespace}`,
      series.map(({ node, each }) => ({
        ...about,
        nodeId: node.id,
        sourceKey: keyOf(node.index, each),
        name: `series ${textOf(node.index)}`,
        quantity: each === 0 ? 'oil_production' : 'gas_production',
        expectedPeriodS: 300,
      })),
    )
    await writeHourly(tx, listStatistics(series))
    await writeSamples(tx, listSamples(series))
    const from = new Date(now.getTime() - 86_400_000)
    await replaceQualityMarks(
      tx,
      series.map(({ signalId }) => signalId),
      { from, to: null },
      listMarks(series),
    )
    await writeSourceState(tx, `pi-${namespace}`, { status: 'down', dataAsOf: now, message: `no ${textOf(0)}` })
  })
}

async function writeNamespace(
  pool: StorePool,
  namespace: string,
  own: readonly RandomNode[],
  dice: () => number,
): Promise<void> {
  await upsertSource(pool, {
    id: `ec-${namespace}`,
    name: 'Accounting',
    kind: 'energy-components',
    namespace,
    expectedEveryS: 60,
  })
  await upsertSource(pool, {
    id: `pi-${namespace}`,
    name: 'Historian',
    kind: 'pi-web-api',
    namespace,
    expectedEveryS: 15,
  })
  const origin = { sourceId: `ec-${namespace}`, runId: null, cause: 'test' }
  await withKnowledge(pool, origin, async (tx) => {
    await upsertCalendar(tx, { id: 'oslo', rules: [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }] })
    const { refused } = await writeNodes(tx, { namespace, calendarId: 'oslo', nodes: describeNodes(own) })
    if (refused.length > 0) throw new Error(`the field is no tree: ${JSON.stringify(refused[0])}`)
    await writeFacts(tx, 'day', listFacts(own, days, 0))
    await writeFacts(tx, 'month', listFacts(own, ['2026-02-01'], 40))
    await writeDeferments(tx, listEvents(own, dice))
  })
  await writeSeries(pool, namespace, own)
}

/** Fills an empty store with a field that a seed decides, in two namespaces with sources of their own. */
export async function writeRandomField(pool: StorePool, seed: number, assets: number): Promise<RandomField> {
  const dice = createDice(seed)
  const nodes = growTree(dice, assets)
  const within = (namespace: string): RandomNode[] => nodes.filter((node) => node.namespace === namespace)
  for (const namespace of namespaces) await writeNamespace(pool, namespace, within(namespace), dice)
  for (const namespace of namespaces) {
    const restated = within(namespace).filter(({ kind }) => kind === 'well' && dice() < 0.3)
    await withKnowledge(pool, { sourceId: `ec-${namespace}`, runId: null, cause: 'test' }, (tx) =>
      writeFacts(tx, 'day', listFacts(restated, [days[1]], 20)),
    )
  }
  return { nodes }
}
