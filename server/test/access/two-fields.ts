import type { NodeKind } from '@tieback/contracts'
import {
  nodeIdOf,
  replaceQualityMarks,
  signalIdOf,
  type StorePool,
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
import { dayFacts, fact, now, oilSignalId, writeDay, writeSmallField } from '../small-field.ts'

const namespace = 'south'

const described = [
  { objectId: 'S-asset', kind: 'asset', name: 'Lyra', parentObjectId: null },
  { objectId: 'S-hub', kind: 'hub', name: 'Lyra A', parentObjectId: 'S-asset' },
  { objectId: 'S-facility', kind: 'facility', name: 'Lyra plant', parentObjectId: 'S-hub' },
  { objectId: 'L-1', kind: 'well', name: 'L-1', parentObjectId: 'S-facility' },
] as const

/** Our id of a node of the second field, by its kind; each kind is there once. */
export const otherIdOf = (kind: NodeKind): string =>
  nodeIdOf(kind, namespace, described.find((node) => node.kind === kind)?.objectId ?? '')

export const otherSignalId = signalIdOf('pi-south', 'L-1.OIL_RATE')

/** Words that stand in what is stored of the second field, and nowhere in the first. */
export const otherWords = ['Lyra', 'L-1', 'pi-south', 'ec-south', 'Meter of the south', 'Cable of the south'] as const

/** Numbers of the second field: what a well made, was to make and could have made, and what its meter said. */
export const otherNumbers = [73_001, 73_002, 73_003, 73_004] as const

async function writeDimensions(pool: StorePool): Promise<void> {
  const about = { namespace, expectedEveryS: 60 }
  await upsertSource(pool, { ...about, id: 'ec-south', name: 'Accounting south', kind: 'energy-components' })
  await upsertSource(pool, { ...about, id: 'pi-south', name: 'Historian south', kind: 'pi-web-api' })
  await withKnowledge(pool, { sourceId: 'ec-south', runId: null, cause: 'test' }, async (tx) => {
    const nodes = described.map((node) => ({
      ...node,
      code: node.objectId,
      wellType: node.kind === 'well' ? ('oil-producer' as const) : null,
      validFrom: null,
      validTo: null,
      attributes: { operator: 'Lyra Energy' },
    }))
    await writeNodes(tx, { namespace, calendarId: 'oslo', nodes })
    await writeSourceState(tx, 'ec-south', { status: 'down', dataAsOf: now, message: 'L-1 could not be read' })
  })
}

async function writeFigures(pool: StorePool): Promise<void> {
  await withKnowledge(pool, { sourceId: 'ec-south', runId: null, cause: 'test' }, async (tx) => {
    const rows = described.flatMap(({ kind }) =>
      (['allocated', 'plan', 'potential'] as const).map((measure, index) =>
        fact('V-31', '2026-03-11', measure, otherNumbers[index] ?? null, { nodeId: otherIdOf(kind) }),
      ),
    )
    await writeFacts(tx, 'day', rows)
    await writeDeferments(tx, [
      {
        eventId: 'S-1',
        nodeId: otherIdOf('facility'),
        start: new Date('2026-03-11T05:00:00.000Z'),
        end: null,
        category: 'wells',
        reason: 'Cable of the south',
        planned: false,
        parentEventId: null,
        lossShare: 1,
      },
    ])
  })
}

async function writeSeries(pool: StorePool): Promise<void> {
  const about = { quantity: 'oil_production', unit: 'm3/d', reference: 'metric', basis: null } as const
  await withKnowledge(pool, { sourceId: 'pi-south', runId: null, cause: 'test' }, async (tx) => {
    const series = { ...about, interpolation: 'linear', expectedPeriodS: 300, name: 'Meter of the south' } as const
    await writeSignals(tx, 'pi-south', [{ ...series, nodeId: otherIdOf('well'), sourceKey: 'L-1.OIL_RATE' }])
    const value = otherNumbers[3]
    const hour = new Date('2026-03-11T05:00:00.000Z')
    const statistics = { average: value, minimum: value, maximum: value, last: value, goodShare: 1, count: 12 }
    await writeHourly(tx, [{ ...statistics, signalId: otherSignalId, hour }])
    const at = new Date(now.getTime() - 1_000)
    await writeSamples(tx, [{ signalId: otherSignalId, at, value, quality: 'good', reason: null }])
    const from = new Date('2026-03-11T22:00:00.000Z')
    await replaceQualityMarks(
      tx,
      [oilSignalId, otherSignalId],
      { from, to: null },
      [oilSignalId, otherSignalId].map((signalId) => ({
        signalId,
        rule: 'frozen' as const,
        from,
        to: null,
        message: signalId === oilSignalId ? 'Meter of the north' : 'Meter of the south',
      })),
    )
  })
}

/** The small field, and a second one beside it with sources of its own: two of everything, so that one can be somebody else's. */
export async function writeTwoFields(pool: StorePool): Promise<void> {
  await writeSmallField(pool)
  await writeDimensions(pool)
  await writeFigures(pool)
  await writeSeries(pool)
  // Something that moved in each, so that there is a change to tell of.
  await writeDay(pool, '2026-03-10', dayFacts('2026-03-10', [981, 480]))
  await withKnowledge(pool, { sourceId: 'ec-south', runId: null, cause: 'test' }, (tx) =>
    writeFacts(tx, 'day', [fact('V-31', '2026-03-11', 'plan', 73_005, { nodeId: otherIdOf('well') })]),
  )
}
