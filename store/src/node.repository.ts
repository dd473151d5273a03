import { NodeKind, WellType, type DayLabel } from '@tieback/contracts'
import { z } from 'zod'
import type { AliasKey, AliasRow, Db, TreeRow } from './types.ts'

export { readNodeIds, writeNodes } from './node-write.ts'

/** The tree of one day as it was known at an instant; day null: each node's newest version. */
interface At {
  readonly day: DayLabel | null
  readonly asOf: Date
}

const VersionRecord = z.object({
  id: z.string(),
  kind: NodeKind,
  name: z.string(),
  code: z.string().nullable(),
  well_type: WellType.nullable(),
  calendar_id: z.string(),
  namespace: z.string(),
  object_id: z.string(),
  attributes: z.record(z.string(), z.string()),
  valid_from: z.string().nullable(),
  valid_to: z.string().nullable(),
})
type VersionRecord = z.infer<typeof VersionRecord>

const LinkRecord = z.object({
  child_id: z.string(),
  parent_id: z.string(),
  valid_from: z.string().nullable(),
  valid_to: z.string().nullable(),
})
type LinkRecord = z.infer<typeof LinkRecord>

// Written out rather than with a range operator, whose hits the planner takes for rare: it then compares all with all.
const holdsOnDay = `($1::date is null or ((valid_from is null or valid_from <= $1) and (valid_to is null or valid_to > $1)))`

async function readVersions(db: Db, { day, asOf }: At, nodeId: string | null): Promise<VersionRecord[]> {
  const { rows } = await db.query(
    `select node.id, node.kind, v.name, v.code, v.well_type, node.calendar_id, node.namespace, node.object_id, v.attributes,
       v.valid_from, v.valid_to
     from node join (
       select distinct on (node_id) * from node_version
       where known_from <= $2 and known_to > $2 and ($3::text is null or node_id = $3) and ${holdsOnDay}
       order by node_id, valid_to desc nulls first, valid_from desc nulls last
     ) v on v.node_id = node.id`,
    [day, asOf, nodeId],
  )
  return z.array(VersionRecord).parse(rows)
}

/** Links that held on the day, of each child the last first. */
async function readHeldLinks(db: Db, { day, asOf }: At, childId: string | null): Promise<LinkRecord[]> {
  const { rows } = await db.query(
    `select child_id, parent_id, valid_from, valid_to from node_link
     where known_from <= $2 and known_to > $2 and ($3::text is null or child_id = $3) and ${holdsOnDay}
     order by child_id, valid_to desc nulls first`,
    [day, asOf, childId],
  )
  return z.array(LinkRecord).parse(rows)
}

const overlaps = (
  a: Pick<LinkRecord, 'valid_from' | 'valid_to'>,
  b: Pick<LinkRecord, 'valid_from' | 'valid_to'>,
): boolean =>
  (a.valid_to === null || b.valid_from === null || b.valid_from < a.valid_to) &&
  (b.valid_to === null || a.valid_from === null || a.valid_from < b.valid_to)

async function readRows(db: Db, at: At, nodeId: string | null): Promise<TreeRow[]> {
  const versions = await readVersions(db, at, nodeId)
  const links = await readHeldLinks(db, at, nodeId)
  const linksOf = Map.groupBy(links, (link) => link.child_id)
  // A node's newest version may have ended; its parent is then the last one of that version's days.
  return versions.map((version) =>
    toTreeRow(version, linksOf.get(version.id)?.find((link) => overlaps(link, version))?.parent_id ?? null),
  )
}

/** Every node that there was, parents before children and siblings by name. A parent that there wasn't on that day is null. */
export async function readTree(db: Db, at: At): Promise<TreeRow[]> {
  return inTreeOrder(await readRows(db, at, null))
}

export async function findNode(db: Db, id: string, at: At): Promise<TreeRow | undefined> {
  const [row] = await readRows(db, at, id)
  return row
}

function toTreeRow(row: VersionRecord, parentId: string | null): TreeRow {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    code: row.code,
    parentId,
    wellType: row.well_type,
    calendarId: row.calendar_id,
    namespace: row.namespace,
    objectId: row.object_id,
    attributes: row.attributes,
  }
}

// Well 2 before well 10.
const nameOrder = new Intl.Collator('en', { numeric: true })

function inTreeOrder(rows: readonly TreeRow[]): TreeRow[] {
  const ids = new Set(rows.map(({ id }) => id))
  const rooted = rows.map((row) => (row.parentId === null || ids.has(row.parentId) ? row : { ...row, parentId: null }))
  const byName = rooted.sort((a, b) => nameOrder.compare(a.name, b.name) || (a.id < b.id ? -1 : 1))
  const children = Map.groupBy(byName, ({ parentId }) => parentId)
  const ordered: TreeRow[] = []
  const add = (row: TreeRow): void => {
    ordered.push(row)
    children.get(row.id)?.forEach(add)
  }
  children.get(null)?.forEach(add)
  return ordered
}

const AliasRecord = z.object({
  namespace: z.string(),
  key_kind: z.enum(['object-id', 'code', 'name']),
  value: z.string(),
  valid_from: z.string().nullable(),
  valid_to: z.string().nullable(),
})

/** What sources call the node and called it, by kind of key, oldest first. */
export async function readAliases(db: Db, nodeId: string, asOf: Date): Promise<AliasRow[]> {
  const { rows } = await db.query(
    `select namespace, key_kind, value, valid_from, valid_to from node_alias
     where node_id = $1 and known_from <= $2 and known_to > $2
     order by namespace, key_kind, valid_from nulls first, value`,
    [nodeId, asOf],
  )
  return z
    .array(AliasRecord)
    .parse(rows)
    .map((row) => ({
      namespace: row.namespace,
      keyKind: row.key_kind,
      value: row.value,
      validFrom: row.valid_from,
      validTo: row.valid_to,
    }))
}

/** A key as text, for maps. */
export function aliasKeyText({ namespace, keyKind, value }: AliasKey): string {
  return JSON.stringify([namespace, keyKind, value])
}

const HolderRow = z.object({
  namespace: z.string(),
  key_kind: z.enum(['object-id', 'code', 'name']),
  value: z.string(),
  node_ids: z.array(z.string()),
})

/**
 * Node ids by `aliasKeyText`: several where the key is ambiguous, no entry where nobody has it.
 *
 * day  whose holders are meant; null: the newest holder of each key
 */
export async function resolveAliases(
  db: Db,
  keys: readonly AliasKey[],
  { day, asOf }: At,
): Promise<Map<string, string[]>> {
  const { rows } = await db.query(
    `select namespace, key_kind, value, array_agg(distinct node_id order by node_id) as node_ids
     from (
       select a.namespace, a.key_kind, a.value, a.node_id,
         rank() over (partition by a.namespace, a.key_kind, a.value order by a.valid_to desc nulls first) as age
       from node_alias a
       join (select distinct * from unnest($3::text[], $4::key_kind[], $5::text[]) as t(namespace, key_kind, value)) k
         on k.namespace = a.namespace and k.key_kind = a.key_kind and k.value = a.value
       where a.known_from <= $2 and a.known_to > $2 and ($1::date is null or daterange(a.valid_from, a.valid_to) @> $1)
     ) holder
     where $1::date is not null or age = 1
     group by namespace, key_kind, value`,
    [
      day,
      asOf,
      keys.map(({ namespace }) => namespace),
      keys.map(({ keyKind }) => keyKind),
      keys.map(({ value }) => value),
    ],
  )
  return new Map(
    z
      .array(HolderRow)
      .parse(rows)
      .map((row) => [
        aliasKeyText({ namespace: row.namespace, keyKind: row.key_kind, value: row.value }),
        row.node_ids,
      ]),
  )
}
