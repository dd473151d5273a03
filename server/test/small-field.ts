import type { DayLabel, Measure, Quantity } from '@tieback/contracts'
import { type NodeFact, rollUpTree } from '@tieback/domain'
import {
  type FactInput,
  nodeIdOf,
  signalIdOf,
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

export const namespace = 'north'

/** The field's time: 09:00 in Oslo on 12 March 2026, so that the last whole production day is the 11th. */
export const now = new Date('2026-03-12T08:00:00.000Z')

const described = [
  { objectId: 'asset', kind: 'asset', name: 'Vela', parentObjectId: null },
  { objectId: 'hub', kind: 'hub', name: 'Vela B', parentObjectId: 'asset' },
  { objectId: 'facility', kind: 'facility', name: 'Facility 3', parentObjectId: 'hub' },
  { objectId: 'V-31', kind: 'well', name: 'V-31', parentObjectId: 'facility' },
  { objectId: 'V-32', kind: 'well', name: 'V-32', parentObjectId: 'facility' },
] as const

const kindOf = new Map(described.map(({ objectId, kind }) => [objectId as string, kind]))

/** Our id of one of the field's nodes. */
export const idOf = (objectId: string): string => nodeIdOf(kindOf.get(objectId) ?? 'well', namespace, objectId)

export const oilSignalId = signalIdOf('pi', 'V-31.OIL_RATE')

export function fact(
  objectId: string,
  day: DayLabel,
  measure: Measure,
  value: number | null,
  more: Partial<FactInput> = {},
): FactInput {
  return {
    nodeId: idOf(objectId),
    day,
    quantity: 'oil_production',
    measure,
    value,
    quality: value === null ? 'missing' : 'good',
    status: 'provisional',
    coverage: null,
    origin: 'source',
    note: null,
    flags: [],
    ...more,
  }
}

const links = [
  { childId: idOf('V-31'), parentId: idOf('facility') },
  { childId: idOf('V-32'), parentId: idOf('facility') },
  { childId: idOf('facility'), parentId: idOf('hub') },
  { childId: idOf('hub'), parentId: idOf('asset') },
]

const toTotal =
  (day: DayLabel) =>
  (total: NodeFact): FactInput => ({ ...total, day, origin: 'roll-up', note: null, flags: [] })

/** Writes one day's facts with the totals above them; gives when they became known. */
export async function writeDay(pool: StorePool, day: DayLabel, facts: readonly FactInput[]): Promise<Date> {
  const { knownAt } = await withKnowledge(pool, { sourceId: 'ec', runId: null, cause: 'test' }, async (tx) => {
    await writeFacts(tx, 'day', facts)
    await writeFacts(tx, 'day', rollUpTree(links, facts).map(toTotal(day)))
  })
  if (knownAt === null) throw new Error('the day changed nothing')
  return knownAt
}

/** Potential, plan and allocated oil of both wells. */
export const dayFacts = (day: DayLabel, actual: readonly [number | null, number | null]): FactInput[] => [
  fact('V-31', day, 'potential', 1_100),
  fact('V-31', day, 'plan', 1_000),
  fact('V-31', day, 'allocated', actual[0]),
  fact('V-32', day, 'potential', 600),
  fact('V-32', day, 'plan', 500),
  fact('V-32', day, 'allocated', actual[1]),
]

async function writeDimensions(pool: StorePool): Promise<void> {
  await upsertSource(pool, { id: 'ec', name: 'Accounting', kind: 'energy-components', namespace, expectedEveryS: 60 })
  await upsertSource(pool, { id: 'pi', name: 'Historian', kind: 'pi-web-api', namespace, expectedEveryS: 15 })
  await withKnowledge(pool, { sourceId: 'ec', runId: null, cause: 'test' }, async (tx) => {
    await upsertCalendar(tx, { id: 'oslo', rules: [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }] })
    const nodes = described.map((node) => ({
      ...node,
      code: node.objectId,
      wellType: node.kind === 'well' ? ('oil-producer' as const) : null,
      validFrom: null,
      validTo: null,
      attributes: {},
    }))
    await writeNodes(tx, { namespace, calendarId: 'oslo', nodes })
    await writeSourceState(tx, 'ec', { status: 'ok', dataAsOf: now, message: null })
  })
}

async function writeSeries(pool: StorePool): Promise<void> {
  const quantity: Quantity = 'oil_production'
  await withKnowledge(pool, { sourceId: 'pi', runId: null, cause: 'test' }, async (tx) => {
    const about = { quantity, unit: 'm3/d', reference: 'metric', basis: null, interpolation: 'linear' } as const
    await writeSignals(tx, 'pi', [
      { ...about, nodeId: idOf('V-31'), sourceKey: 'V-31.OIL_RATE', name: 'Oil rate', expectedPeriodS: 300 },
    ])
    await writeHourly(
      tx,
      [0, 1].map((hour) => ({
        signalId: oilSignalId,
        hour: new Date(Date.UTC(2026, 2, 11, 5 + hour)),
        average: 900 + hour * 10,
        minimum: 890,
        maximum: 920,
        last: 905,
        goodShare: 1,
        count: 12,
      })),
    )
    await writeSamples(
      tx,
      [10, 5, 0].map((minutes) => ({
        signalId: oilSignalId,
        at: new Date(now.getTime() - minutes * 60_000 - 1_000),
        value: 950 - minutes,
        quality: 'good' as const,
        reason: null,
      })),
    )
    await writeSourceState(tx, 'pi', { status: 'down', dataAsOf: now, message: 'the historian refused the connection' })
  })
}

/** A field of two wells with three days of facts, one deferment and one series. Gives when the last day became known. */
export async function writeSmallField(pool: StorePool): Promise<Date> {
  await writeDimensions(pool)
  await writeDay(pool, '2026-03-09', dayFacts('2026-03-09', [1_000, 500]))
  await writeDay(pool, '2026-03-10', dayFacts('2026-03-10', [980, 480]))
  await writeDay(pool, '2026-03-11', dayFacts('2026-03-11', [700, 490]))
  await withKnowledge(pool, { sourceId: 'ec', runId: null, cause: 'test' }, (tx) =>
    writeDeferments(tx, [
      {
        eventId: 'D-1',
        nodeId: idOf('V-31'),
        start: new Date('2026-03-11T05:00:00.000Z'),
        end: new Date('2026-03-11T11:00:00.000Z'),
        category: 'wells',
        reason: 'Choke failure',
        planned: false,
        parentEventId: null,
        lossShare: 1,
      },
    ]),
  )
  await writeSeries(pool)
  const { knownAt } = await withKnowledge(pool, { sourceId: 'ec', runId: null, cause: 'test' }, (tx) =>
    writeSourceState(tx, 'ec', { status: 'ok', dataAsOf: new Date(now.getTime() + 1), message: null }),
  )
  if (knownAt === null) throw new Error('nothing became known')
  return knownAt
}
