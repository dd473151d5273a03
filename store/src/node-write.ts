import { NodeKind } from '@tieback/contracts'
import { z } from 'zod'
import { nodeIdOf } from './node-id.ts'
import { mergeSpans, sortOutVersions, type Span } from './node-versions.ts'
import { replaceVersions, type OwnedTable } from './versions.ts'
import type { AliasRow, Db, KnowledgeTx, NodeInput, NodeWriteResult, RefusedNode } from './types.ts'

const validity = { valid_from: 'date', valid_to: 'date' }

const versionTable = {
  table: 'node_version',
  owner: 'node_id',
  values: { name: 'text', code: 'text', well_type: 'well_type', attributes: 'jsonb', ...validity },
} as const satisfies OwnedTable

const linkTable = {
  table: 'node_link',
  owner: 'child_id',
  values: { parent_id: 'text', ...validity },
} as const satisfies OwnedTable

const aliasTable = {
  table: 'node_alias',
  owner: 'node_id',
  values: { namespace: 'text', key_kind: 'key_kind', value: 'text', ...validity },
} as const satisfies OwnedTable

interface NodeIdentity {
  readonly id: string
  readonly kind: NodeKind
  readonly calendarId: string
}

/**
 * How many of the nodes moved. Each node's versions, links and aliases become those of the list; nodes that the list
 * doesn't name are left alone. What can't be written as given is refused one by one, with its reason.
 */
export async function writeNodes(
  tx: KnowledgeTx,
  input: { namespace: string; calendarId: string; nodes: readonly NodeInput[] },
): Promise<NodeWriteResult> {
  const known = await readNodeIds(tx.client, input.namespace)
  const { sound, refused } = sortOutVersions(input.nodes)
  for (const [objectId, versions] of sound) {
    const kind = known.get(objectId)?.kind
    if (kind === undefined || kind === versions[0]?.kind) continue
    sound.delete(objectId)
    refused.push({
      objectId,
      reason: 'kind-changed',
      message: `Node ${objectId} is a ${kind} already: a node keeps its kind, map the source's class to that`,
    })
  }
  const identities = identify(input, known, sound)
  const moved = await writeIdentities(tx, input, identities, sound)
  for (const id of await writeVersions(tx, input.namespace, identities, sound, refused)) moved.add(id)
  return { written: moved.size, unchanged: sound.size - moved.size, refused }
}

/** Ids of all nodes that are there or will be, by object id. */
function identify(
  { namespace }: { namespace: string },
  known: ReadonlyMap<string, NodeIdentity>,
  sound: ReadonlyMap<string, NodeInput[]>,
): Map<string, string> {
  const identities = new Map(Array.from(known, ([objectId, { id }]) => [objectId, id]))
  for (const [objectId, [first]] of sound) {
    if (first !== undefined && !identities.has(objectId))
      identities.set(objectId, nodeIdOf(first.kind, namespace, objectId))
  }
  return identities
}

const IdRow = z.object({ id: z.string() })

async function writeIdentities(
  tx: KnowledgeTx,
  { namespace, calendarId }: { namespace: string; calendarId: string },
  identities: ReadonlyMap<string, string>,
  sound: ReadonlyMap<string, NodeInput[]>,
): Promise<Set<string>> {
  const objectIds = [...sound.keys()]
  const { rows } = await tx.client.query(
    `insert into node (id, kind, calendar_id, namespace, object_id)
     select id, kind, $1, $2, object_id from unnest($3::text[], $4::node_kind[], $5::text[]) as t(id, kind, object_id)
     on conflict (namespace, object_id) do update set calendar_id = excluded.calendar_id where node.calendar_id <> excluded.calendar_id
     returning id`,
    [
      calendarId,
      namespace,
      objectIds.map((id) => identities.get(id)),
      objectIds.map((id) => sound.get(id)?.[0]?.kind),
      objectIds,
    ],
  )
  if (rows.length > 0) tx.changed = true
  return new Set(
    z
      .array(IdRow)
      .parse(rows)
      .map(({ id }) => id),
  )
}

async function writeVersions(
  tx: KnowledgeTx,
  namespace: string,
  identities: ReadonlyMap<string, string>,
  sound: ReadonlyMap<string, NodeInput[]>,
  refused: RefusedNode[],
): Promise<string[]> {
  const owners: string[] = []
  const versions: unknown[][] = []
  const links: unknown[][] = []
  const aliases: unknown[][] = []
  for (const [objectId, inputs] of sound) {
    const id = identities.get(objectId)
    if (id === undefined) continue
    owners.push(id)
    for (const input of inputs)
      versions.push([id, input.name, input.code, input.wellType, input.attributes, input.validFrom, input.validTo])
    for (const link of linksOf(inputs, identities, refused))
      links.push([id, link.parentId, link.validFrom, link.validTo])
    for (const alias of aliasesOf(namespace, objectId, inputs)) {
      aliases.push([id, alias.namespace, alias.keyKind, alias.value, alias.validFrom, alias.validTo])
    }
  }
  const moved = [
    await replaceVersions(tx, versionTable, owners, versions),
    await replaceVersions(tx, linkTable, owners, links),
    await replaceVersions(tx, aliasTable, owners, aliases),
  ]
  return moved.flatMap((ids) => [...ids])
}

function linksOf(
  inputs: readonly NodeInput[],
  identities: ReadonlyMap<string, string>,
  refused: RefusedNode[],
): (Span & { parentId: string })[] {
  const links = inputs.flatMap(({ objectId, parentObjectId, validFrom, validTo }) => {
    if (parentObjectId === null) return []
    const parentId = parentObjectId === objectId ? undefined : identities.get(parentObjectId)
    if (parentId !== undefined) return [{ parentId, validFrom, validTo }]
    const message = `Node ${objectId} names the parent ${parentObjectId}, which no source has given: it stands at the top until one does`
    refused.push({ objectId, reason: 'unknown-parent', message })
    return []
  })
  return mergeSpans(links, ({ parentId }) => parentId)
}

function aliasesOf(namespace: string, objectId: string, inputs: readonly NodeInput[]): AliasRow[] {
  const aliases = inputs.flatMap(({ name, code, validFrom, validTo }): AliasRow[] => [
    { namespace, keyKind: 'name', value: name, validFrom, validTo },
    ...(code === null ? [] : [{ namespace, keyKind: 'code' as const, value: code, validFrom, validTo }]),
  ])
  const objectIdAlias: AliasRow = { namespace, keyKind: 'object-id', value: objectId, validFrom: null, validTo: null }
  return [objectIdAlias, ...mergeSpans(aliases, ({ keyKind, value }) => `${keyKind} ${value}`)]
}

const IdentityRow = z.object({ object_id: z.string(), id: z.string(), kind: NodeKind, calendar_id: z.string() })

/** Every node of a namespace by object id, whatever the day: what turns a source's rows into facts. */
export async function readNodeIds(db: Db, namespace: string): Promise<Map<string, NodeIdentity>> {
  const { rows } = await db.query('select object_id, id, kind, calendar_id from node where namespace = $1', [namespace])
  return new Map(
    z
      .array(IdentityRow)
      .parse(rows)
      .map((row) => [row.object_id, { id: row.id, kind: row.kind, calendarId: row.calendar_id }]),
  )
}
