import { PressureBasis, Quantity, ReferenceCondition, Unit } from '@tieback/contracts'
import { z } from 'zod'
import { signalIdOf } from './node-id.ts'
import { upsertVersions, type KeyedTable } from './versions.ts'
import type { Db, KnowledgeTx, SignalInput, SignalRow, WriteCounts } from './types.ts'

const signalTable = {
  table: 'signal_version',
  keys: { signal_id: 'text' },
  values: {
    node_id: 'text',
    name: 'text',
    quantity: 'quantity',
    unit: 'text',
    reference: 'text',
    basis: 'text',
    interpolation: 'interpolation',
    expected_period_s: 'float8',
    instrument_low: 'float8',
    instrument_high: 'float8',
  },
} as const satisfies KeyedTable

/** How many series are new or mean something else now. Of two of one source key, the later wins; those not named are left alone. */
export async function writeSignals(
  tx: KnowledgeTx,
  sourceId: string,
  signals: readonly SignalInput[],
): Promise<WriteCounts> {
  const distinct = [...new Map(signals.map((signal) => [signalIdOf(sourceId, signal.sourceKey), signal]))]
  await tx.client.query(
    `insert into signal (id, source_id, source_key)
     select id, $1, source_key from unnest($2::text[], $3::text[]) as t(id, source_key) on conflict (id) do nothing`,
    [sourceId, distinct.map(([id]) => id), distinct.map(([, { sourceKey }]) => sourceKey)],
  )
  const rows = distinct.map(([id, signal]) => [
    id,
    signal.nodeId,
    signal.name,
    signal.quantity,
    signal.unit,
    signal.reference,
    signal.basis,
    signal.interpolation,
    signal.expectedPeriodS,
    signal.instrument?.low ?? null,
    signal.instrument?.high ?? null,
  ])
  const written = await upsertVersions(tx, signalTable, rows)
  return { written, unchanged: rows.length - written }
}

const SignalRecord = z.object({
  id: z.string(),
  source_id: z.string(),
  source_key: z.string(),
  node_id: z.string(),
  name: z.string(),
  quantity: Quantity,
  unit: Unit,
  reference: ReferenceCondition.nullable(),
  basis: PressureBasis.nullable(),
  interpolation: z.enum(['linear', 'step']),
  expected_period_s: z.number().nullable(),
  instrument_low: z.number().nullable(),
  instrument_high: z.number().nullable(),
  last_sample_at: z.date().nullable(),
})

interface SignalQuery {
  readonly nodeIds?: readonly string[]
  readonly sourceId?: string
  readonly quantities?: readonly Quantity[]
  readonly asOf: Date
}

/** Series as they were known at `asOf`, by node, quantity and id; each filter that is left out lets all through. */
export async function listSignals(db: Db, { nodeIds, sourceId, quantities, asOf }: SignalQuery): Promise<SignalRow[]> {
  return readSignals(db, [asOf, nodeIds ?? null, sourceId ?? null, quantities ?? null, null])
}

export async function findSignal(db: Db, id: string, asOf: Date): Promise<SignalRow | undefined> {
  return (await readSignals(db, [asOf, null, null, null, id]))[0]
}

async function readSignals(db: Db, parameters: readonly unknown[]): Promise<SignalRow[]> {
  const { rows } = await db.query(
    `select s.id, s.source_id, s.source_key, v.node_id, v.name, v.quantity, v.unit, v.reference, v.basis, v.interpolation, v.expected_period_s,
       v.instrument_low, v.instrument_high,
       (select at from sample where signal_id = s.id and known_from <= $1 and known_to > $1 order by at desc limit 1) as last_sample_at
     from signal_version v join signal s on s.id = v.signal_id
     where v.known_from <= $1 and v.known_to > $1
       and ($2::text[] is null or v.node_id = any($2))
       and ($3::text is null or s.source_id = $3)
       and ($4::quantity[] is null or v.quantity = any($4))
       and ($5::text is null or s.id = $5)
     order by v.node_id, v.quantity, s.id`,
    [...parameters],
  )
  return z.array(SignalRecord).parse(rows).map(toSignal)
}

function toSignal(row: z.infer<typeof SignalRecord>): SignalRow {
  const { instrument_low: low, instrument_high: high } = row
  return {
    id: row.id,
    sourceId: row.source_id,
    sourceKey: row.source_key,
    nodeId: row.node_id,
    name: row.name,
    quantity: row.quantity,
    unit: row.unit,
    reference: row.reference,
    basis: row.basis,
    interpolation: row.interpolation,
    expectedPeriodS: row.expected_period_s,
    instrument: low === null || high === null ? null : { low, high },
    lastSampleAt: row.last_sample_at,
  }
}
