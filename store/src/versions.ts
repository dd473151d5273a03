import { z } from 'zod'
import type { KnowledgeTx } from './types.ts'

/** Column name → SQL type. Both are written into statements as they are: never from outside this package. */
type Columns = Readonly<Record<string, string>>

/** A bitemporal table where a key has one current row at most. */
export interface KeyedTable {
  readonly table: string
  readonly keys: Columns
  readonly values: Columns
}

/** A bitemporal table where an owner has any number of current rows, such as its versions by validity. */
export interface OwnedTable {
  readonly table: string
  readonly owner: string
  readonly values: Columns
}

const CountRow = z.object({ written: z.number() })
const OwnerRow = z.object({ owner: z.string() })

/** Rows of one statement: enough to make its fixed cost small, few enough that its arrays stay below a few megabytes. */
const rowsPerStatement = 10_000

/**
 * Every row is looked up by its whole key, which is the primary key. The planner can't know how a table has grown since it was
 * last analysed, and has been seen to compare ten thousand rows with all of a year's: a minute instead of a tenth of a second.
 */
export async function lookUpByKey(tx: KnowledgeTx): Promise<void> {
  await tx.client.query(
    'set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_material = off',
  )
}

/** Lets the rest of the transaction be planned as usual. */
export async function lookUpFreely(tx: KnowledgeTx): Promise<void> {
  await tx.client.query(
    'set local enable_seqscan to default; set local enable_hashjoin to default; set local enable_mergejoin to default; set local enable_material to default',
  )
}

/**
 * How many rows were new or differed from the current row of their key. A differing row closes the current one;
 * a second write within one transaction amends the first, since nobody has seen it. Keys must be distinct.
 *
 * rows            values in the order of `keys`, then `values`
 * isFoundByPlace  false: rows of the table may have no place of their own, as those of a hypertable that are kept in columns
 */
export async function upsertVersions(
  tx: KnowledgeTx,
  shape: KeyedTable,
  rows: readonly (readonly unknown[])[],
  { isFoundByPlace = true }: { readonly isFoundByPlace?: boolean } = {},
): Promise<number> {
  await lookUpByKey(tx)
  let written = 0
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const chunk = rows.slice(start, start + rowsPerStatement)
    const width = Object.keys(shape.keys).length + Object.keys(shape.values).length
    const { rows: counts } = await tx.client.query(upsertStatement(shape, isFoundByPlace), [
      tx.knownAt,
      ...columnsOf(chunk, width),
    ])
    written += CountRow.parse(counts[0]).written
  }
  await lookUpFreely(tx)
  if (written > 0) tx.changed = true
  return written
}

function upsertStatement({ table, keys, values }: KeyedTable, isFoundByPlace: boolean): string {
  const keyNames = Object.keys(keys)
  const valueNames = Object.keys(values)
  const all = [...keyNames, ...valueNames]
  const sameKey = (left: string, right: string): string =>
    keyNames.map((name) => `${left}.${name} = ${right}.${name}`).join(' and ')
  const row = (alias: string): string => `row(${valueNames.map((name) => `${alias}.${name}`).join(', ')})`
  // By its place: nobody else writes meanwhile, and a second look-up by key would be planned anew, for the worse.
  const place = isFoundByPlace ? ', t.tableoid as current_table, t.ctid as current_row' : ''
  const found = isFoundByPlace
    ? 't.tableoid = c.current_table and t.ctid = c.current_row'
    : `${sameKey('t', 'c')} and t.known_to = 'infinity'`
  return `
    with incoming as (select * from ${unnestOf({ ...keys, ...values }, 2)}),
    changed as (
      select i.*, t.known_from as known_before${place}
      from incoming i left join ${table} t on ${sameKey('t', 'i')} and t.known_to = 'infinity'
      where t.known_from is null or ${row('i')} is distinct from ${row('t')}
    ),
    amended as (
      update ${table} t set ${valueNames.map((name) => `${name} = c.${name}`).join(', ')} from changed c
      where ${found} and c.known_before = $1 returning 1
    ),
    closed as (
      update ${table} t set known_to = $1 from changed c where ${found} and c.known_before < $1 returning 1
    ),
    -- Counting what was closed makes the inserts come after all the updates: the key allows one current row.
    stored as (
      insert into ${table} (${all.join(', ')}, known_from)
      select ${all.map((name) => `c.${name}`).join(', ')}, $1 from changed c
      where (select count(*) from closed) >= 0 and (c.known_before is null or c.known_before < $1) returning 1
    )
    select ((select count(*) from amended) + (select count(*) from stored))::int as written`
}

/**
 * The owners whose set of current rows moved. After it, each owner in `owners` has exactly its rows of `rows`:
 * those it had stay, others are closed, new ones are added.
 *
 * rows  the owner, then values in the order of `values`
 */
export async function replaceVersions(
  tx: KnowledgeTx,
  shape: OwnedTable,
  owners: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<Set<string>> {
  const width = 1 + Object.keys(shape.values).length
  const { rows: moved } = await tx.client.query(replaceStatement(shape), [
    tx.knownAt,
    owners,
    ...columnsOf(rows, width),
  ])
  if (moved.length > 0) tx.changed = true
  return new Set(
    z
      .array(OwnerRow)
      .parse(moved)
      .map(({ owner }) => owner),
  )
}

function replaceStatement({ table, owner, values }: OwnedTable): string {
  const names = Object.keys(values)
  const row = (alias: string): string => `row(${names.map((name) => `${alias}.${name}`).join(', ')})`
  const same = `i.${owner} = t.${owner} and ${row('i')} is not distinct from ${row('t')}`
  const outdated = `t.${owner} = any($2) and t.known_to = 'infinity' and not exists (select from incoming i where ${same})`
  return `
    with incoming as (select distinct * from ${unnestOf({ [owner]: 'text', ...values }, 3)}),
    closed as (
      update ${table} t set known_to = $1 where ${outdated} and t.known_from < $1 returning t.${owner}
    ),
    -- Written earlier in this transaction: nobody has seen it.
    removed as (
      delete from ${table} t where ${outdated} and t.known_from = $1 returning t.${owner}
    ),
    stored as (
      insert into ${table} (${[owner, ...names].join(', ')}, known_from)
      select ${[owner, ...names].map((name) => `i.${name}`).join(', ')}, $1 from incoming i
      where not exists (select from ${table} t where ${same} and t.known_to = 'infinity')
      returning ${owner}
    )
    select ${owner} as owner from closed union select ${owner} from removed union select ${owner} from stored`
}

/** `unnest(…) as t(…)` over one array parameter for each column, numbered from `first`. */
export function unnestOf(columns: Columns, first: number): string {
  const arrays = Object.values(columns).map((type, index) => `$${String(first + index)}::${type}[]`)
  return `unnest(${arrays.join(', ')}) as t(${Object.keys(columns).join(', ')})`
}

/** Rows turned into one array for each column, which is how they travel to `unnest`. */
export function columnsOf(rows: readonly (readonly unknown[])[], width: number): unknown[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => toParameter(row[column])))
}

// pg would write dates in the machine's own zone, and slower.
function toParameter(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : (value ?? null)
}
