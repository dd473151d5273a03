import { z } from 'zod'
import type { Pool } from 'pg'
import type { Db } from './types.ts'

/** What the rows of one dataset look like on the wire: name → JSON type, several types joined by ` | `. */
export interface WireShapeInput {
  readonly dataset: string
  readonly fields: Readonly<Record<string, string>>
}

export interface WireSchemaRow {
  readonly dataset: string
  /** Counts the shapes met, from 1. */
  readonly version: number
  readonly since: Date
  /** What differs from the version before, in words; empty at version 1. */
  readonly changes: readonly string[]
}

const WireRecord = z.object({
  source_id: z.string(),
  dataset: z.string(),
  version: z.number(),
  fields: z.record(z.string(), z.string()),
  changes: z.array(z.string()),
  first_seen: z.date(),
})
type WireRecord = z.infer<typeof WireRecord>

const newest = `select distinct on (source_id, dataset) source_id, dataset, version, fields, changes, first_seen
  from wire_schema where $1::text is null or source_id = $1 order by source_id, dataset, version desc`

/** A field that holds null in every row met tells nothing of its type. */
const onlyNull = 'null'

/** Noted of a field once rows have come without it: it may be left out, and that is no news again. */
const absent = 'absent'

type Fields = WireShapeInput['fields']

const typesOf = (type: string): string[] => type.split(' | ')
const withoutAbsent = (type: string): string =>
  typesOf(type)
    .filter((one) => one !== absent)
    .join(' | ')

/** All that has been met of each field: types only come to it, so that one that changes to and fro is news once for each of them. */
function mergeFields(known: Fields, met: Fields): Record<string, string> {
  const names = [...new Set([...Object.keys(known), ...Object.keys(met)])].toSorted()
  return Object.fromEntries(
    names.map((name) => {
      const [before, now] = [known[name] ?? met[name] ?? onlyNull, met[name] ?? absent]
      return [name, [...new Set([...typesOf(before), ...typesOf(now)])].toSorted().join(' | ')]
    }),
  )
}

/** What is new in a shape, in words; null values and fields known to be left out now and then are not. */
export function describeChanges(known: Fields, met: Fields): string[] {
  const names = [...new Set([...Object.keys(known), ...Object.keys(met)])].toSorted()
  return names.flatMap((name) => {
    const [before, now] = [known[name], met[name]]
    if (before === undefined) return [`${name}: new`]
    const types = new Set(typesOf(before))
    if (now === undefined) return types.has(absent) ? [] : [`${name}: gone`]
    const isFirstType = types.size === 1 && types.has(onlyNull)
    const isNews = typesOf(now).some((one) => one !== onlyNull && !types.has(one))
    return isNews && !isFirstType ? [`${name}: ${withoutAbsent(before)} → ${now}`] : []
  })
}

const shapeText = (fields: Fields): string =>
  JSON.stringify(Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** Keeps what rows of a source looked like: a shape that differs is a further version. Returns the versions that were added with changes. */
export async function recordWireShapes(
  pool: Pool,
  sourceId: string,
  shapes: readonly WireShapeInput[],
  now: Date,
): Promise<WireSchemaRow[]> {
  const { rows } = await pool.query(newest, [sourceId])
  const known = new Map(
    z
      .array(WireRecord)
      .parse(rows)
      .map((row) => [row.dataset, row]),
  )
  const added: WireSchemaRow[] = []
  for (const { dataset, fields } of shapes) {
    const before = known.get(dataset)
    const row =
      before === undefined
        ? await addVersion(pool, sourceId, { dataset, fields }, { now })
        : await moveOn(pool, before, fields, now)
    if (row !== null && row.changes.length > 0) added.push(row)
  }
  return added
}

/** A change makes a further version; what a field was met with besides is noted in the version there is. */
async function moveOn(pool: Pool, before: WireRecord, met: Fields, now: Date): Promise<WireSchemaRow | null> {
  const { source_id: sourceId, dataset, version } = before
  const changes = describeChanges(before.fields, met)
  const merged = mergeFields(before.fields, met)
  if (changes.length > 0) {
    return await addVersion(pool, sourceId, { dataset, fields: merged }, { now, version: version + 1, changes })
  }
  if (shapeText(merged) !== shapeText(before.fields)) {
    await pool.query('update wire_schema set fields = $4 where source_id = $1 and dataset = $2 and version = $3', [
      sourceId,
      dataset,
      version,
      JSON.stringify(merged),
    ])
  }
  return null
}

async function addVersion(
  pool: Pool,
  sourceId: string,
  { dataset, fields }: WireShapeInput,
  { now, version = 1, changes = [] }: { now: Date; version?: number; changes?: readonly string[] },
): Promise<WireSchemaRow | null> {
  // Two processes may meet the same change at once: the first one's version is it.
  const { rowCount } = await pool.query(
    `insert into wire_schema (source_id, dataset, version, fields, changes, first_seen) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [sourceId, dataset, version, JSON.stringify(fields), JSON.stringify(changes), now],
  )
  return rowCount === 0 ? null : { dataset, version, since: now, changes }
}

/** The shape of each dataset as it was last met, by source id. */
export async function readWireSchemas(db: Db): Promise<Map<string, WireSchemaRow[]>> {
  const { rows } = await db.query(newest, [null])
  const groups = Map.groupBy(z.array(WireRecord).parse(rows), ({ source_id: sourceId }) => sourceId)
  return new Map(Array.from(groups, ([sourceId, records]) => [sourceId, records.map(toWireSchema)]))
}

function toWireSchema({ dataset, version, changes, first_seen: since }: WireRecord): WireSchemaRow {
  return { dataset, version, since, changes }
}

/** What has changed in a source's rows since an instant, in words, newest first. */
export async function listWireChanges(db: Db, sourceId: string, since: Date): Promise<WireSchemaRow[]> {
  const { rows } = await db.query(
    `select source_id, dataset, version, fields, changes, first_seen from wire_schema
     where source_id = $1 and first_seen >= $2 and changes <> '[]' order by first_seen desc, dataset`,
    [sourceId, since],
  )
  return z.array(WireRecord).parse(rows).map(toWireSchema)
}
