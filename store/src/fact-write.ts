import { z } from 'zod'
import { ensureYears } from './partitions.ts'
import { columnsOf, lookUpByKey, lookUpFreely, unnestOf } from './versions.ts'
import type { FactInput, FactKey, FactWriteResult, Grain, KnowledgeTx, TouchedDay } from './types.ts'

export const factTable = { day: 'fact_daily_production', month: 'fact_monthly_production' } as const satisfies Record<
  Grain,
  string
>

export const rowsPerStatement = 10_000

export const keyColumns = { node_id: 'text', day: 'date', quantity: 'quantity', measure: 'measure' }

const factColumns = {
  ...keyColumns,
  value: 'float8',
  quality: 'quality',
  status: 'record_status',
  coverage: 'float8',
  measured_share: 'float8',
  estimated_share: 'float8',
  origin: 'fact_origin',
  note: 'text',
  flags_text: 'text',
}

/** What decides whether a fact says anything new; `source_id` doesn't, so that two ways to one system of record agree. */
const contentColumns = [
  'value',
  'quality',
  'status',
  'coverage',
  'measured_share',
  'estimated_share',
  'note',
  'flags',
  'origin',
]

const WrittenRow = z.object({
  node_id: z.string().nullable(),
  day: z.string().nullable(),
  written: z.number(),
  restated: z.number(),
  kept: z.number(),
})

/**
 * What became of each fact. A fact that says what is known already changes nothing; one that differs closes the current
 * version and adds its own; a total never takes the place of what a source gave. Of two rows of one key, the later wins.
 *
 * throws  RangeError: a number that isn't finite, a day outside 1900–2200, a fact of origin `source` in a transaction without source
 */
export async function writeFacts(tx: KnowledgeTx, grain: Grain, rows: readonly FactInput[]): Promise<FactWriteResult> {
  const distinct = lastOfEachKey(rows)
  distinct.forEach((row) => refuseUnusable(tx, row))
  if (grain === 'day')
    await ensureYears(
      tx.client,
      factTable.day,
      distinct.map(({ day }) => day),
    )
  await lookUpByKey(tx)
  const result = { written: 0, restated: 0, keptFromSource: 0 }
  const touched: TouchedDay[] = []
  for (let start = 0; start < distinct.length; start += rowsPerStatement) {
    for (const row of await writeChunk(tx, grain, distinct.slice(start, start + rowsPerStatement))) {
      result.written += row.written
      result.restated += row.restated
      result.keptFromSource += row.kept
      if (row.node_id !== null && row.day !== null) touched.push({ nodeId: row.node_id, day: row.day })
    }
  }
  await lookUpFreely(tx)
  if (result.written > 0) tx.changed = true
  const unchanged = distinct.length - result.written - result.keptFromSource
  return { ...result, unchanged, touched: distinctDays(touched) }
}

const keyText = ({ nodeId, day, quantity, measure }: FactKey): string => `${nodeId} ${day} ${quantity} ${measure}`

export function lastOfEachKey<Key extends FactKey>(rows: readonly Key[]): Key[] {
  return [...new Map(rows.map((row) => [keyText(row), row])).values()]
}

// A chunk may end within a day.
export function distinctDays(touched: readonly TouchedDay[]): TouchedDay[] {
  return [...new Map(touched.map((row) => [`${row.nodeId} ${row.day}`, row])).values()]
}

function refuseUnusable(tx: KnowledgeTx, row: FactInput): void {
  if (row.value !== null && !Number.isFinite(row.value))
    throw new RangeError(`${keyText(row)}: ${String(row.value)} is not a number that can be stored`)
  if (row.origin === 'source' && tx.sourceId === null)
    throw new RangeError(`${keyText(row)}: a fact of origin "source" needs a transaction with a source`)
}

async function writeChunk(
  tx: KnowledgeTx,
  grain: Grain,
  rows: readonly FactInput[],
): Promise<z.infer<typeof WrittenRow>[]> {
  const values = rows.map((row) => [
    row.nodeId,
    row.day,
    row.quantity,
    row.measure,
    row.value,
    row.quality,
    row.status,
    row.coverage?.coverage,
    row.coverage?.measured,
    row.coverage?.estimated,
    row.origin,
    row.note,
    JSON.stringify(row.flags),
  ])
  const days = rows.map(({ day }) => day).sort()
  const { rows: written } = await tx.client.query(writeStatement(factTable[grain]), [
    tx.knownAt,
    tx.sourceId,
    days[0],
    days.at(-1),
    ...columnsOf(values, Object.keys(factColumns).length),
  ])
  return z.array(WrittenRow).parse(written)
}

/** $1 known at · $2 source · $3, $4 first and last day, which let Postgres leave other years alone · from $5 the columns. */
function writeStatement(table: string): string {
  const same = (left: string, right: string): string =>
    Object.keys(keyColumns)
      .map((name) => `${left}.${name} = ${right}.${name}`)
      .join(' and ')
  const content = (alias: string): string => `row(${contentColumns.map((name) => `${alias}.${name}`).join(', ')})`
  // By its place: nobody else writes meanwhile, and a second look-up by key would be planned anew, for the worse.
  // No bound on the day either: it would offer an index to begin with, and all of a range to be compared with all that changed.
  const found = 't.tableoid = c.current_table and t.ctid = c.current_row'
  return `
    with incoming as (
      select i.*, array(select json_array_elements_text(i.flags_text::json)) as flags
      from (select * from ${unnestOf(factColumns, 5)}) i
    ),
    compared as (
      select i.*, t.known_from as known_before, t.tableoid as current_table, t.ctid as current_row,
        i.origin = 'roll-up' and t.origin = 'source' as is_kept,
        t.known_from is not null and ${content('i')} is not distinct from ${content('t')} as is_same,
        case
          when i.value is not null and (t.value is null or t.origin <> i.origin) then 'new'
          when t.known_from is null or t.origin <> i.origin then 'remark'
          when i.value is distinct from t.value then 'restated'
          when i.status is distinct from t.status then 'status'
          else 'remark'
        end::fact_change as change
      from incoming i left join ${table} t on ${same('t', 'i')} and t.day between $3 and $4 and t.known_to = 'infinity'
    ),
    changed as (select * from compared where not is_same and is_kept is not true),
    amended as (
      update ${table} t set value = c.value, quality = c.quality, status = c.status, coverage = c.coverage,
        measured_share = c.measured_share, estimated_share = c.estimated_share, origin = c.origin, note = c.note, flags = c.flags,
        source_id = case when c.origin = 'source' then $2 end, change = least(t.change, c.change)
      from changed c where ${found} and c.known_before = $1
      returning t.node_id, t.day, t.change
    ),
    closed as (
      update ${table} t set known_to = $1 from changed c
      where ${found} and c.known_before < $1 returning 1
    ),
    -- Counting what was closed makes the inserts come after all the updates: the key allows one current row. A join with it
    -- would do so too, but its size can't be guessed, and ten thousand rows against ten thousand by nested loops take a minute.
    stored as (
      insert into ${table} (node_id, day, quantity, measure, value, quality, status, coverage, measured_share, estimated_share,
        origin, source_id, note, flags, change, known_from)
      select c.node_id, c.day, c.quantity, c.measure, c.value, c.quality, c.status, c.coverage, c.measured_share, c.estimated_share,
        c.origin, case when c.origin = 'source' then $2 end, c.note, c.flags, c.change, $1
      from changed c
      where (select count(*) from closed) >= 0 and (c.known_before is null or c.known_before < $1)
      returning node_id, day, change
    )
    select node_id, day, count(*)::int as written, count(*) filter (where change = 'restated')::int as restated, 0 as kept
    from (select * from stored union all select * from amended) version group by node_id, day
    union all
    select null, null, 0, 0, count(*)::int from compared where is_kept`
}
