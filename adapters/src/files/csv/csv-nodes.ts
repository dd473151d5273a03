import type { RefusedRow, SourceNode } from '../../port.ts'
import type { TableRow } from '../csv-table.ts'
import { type Sighting, toVersions } from '../versions.ts'
import type { CsvMapping, Level } from './mapping.ts'

/** What a line says of the node of one level. */
type NodeState = Pick<SourceNode, 'objectId' | 'kind' | 'name' | 'code' | 'parentObjectId' | 'wellType'>

/** The nodes that one line names, top first; null where a level's field is empty. */
export function nodesOfLine({ text }: TableRow<string>, levels: readonly Level[]): NodeState[] | null {
  const path: NodeState[] = []
  for (const level of levels) {
    const name = level.name ?? text(level.column ?? '')
    if (name === '') return null
    path.push({
      objectId: `${level.kind}:${name}`,
      kind: level.kind,
      name,
      code: level.code === undefined ? null : text(level.code) || null,
      parentObjectId: path.at(-1)?.objectId ?? null,
      wellType: level.kind === 'well' ? wellTypeOf(level, text) : null,
    })
  }
  return path
}

function wellTypeOf({ wellType }: Level, text: (column: string) => string): SourceNode['wellType'] {
  if (typeof wellType !== 'object') return wellType ?? 'other'
  return wellType.values[text(wellType.column)] ?? 'other'
}

/**
 * Every node that the table names, with a version for each span over which its parent, code and type stayed the same.
 * A name that stands under two parents on one day is refused: it is two nodes that the mapping can't tell apart.
 */
export async function readCsvNodes(
  lines: AsyncIterable<TableRow<string>>,
  mapping: CsvMapping,
  dayOf: (line: TableRow<string>) => string | null,
): Promise<{ nodes: SourceNode[]; refused: RefusedRow[] }> {
  const sightings = new Map<string, Map<string, Sighting<NodeState>>>()
  const refused = new Map<string, RefusedRow>()
  for await (const line of lines) {
    const day = dayOf(line)
    if (day === null) continue
    for (const state of nodesOfLine(line, mapping.nodes) ?? []) {
      const days = sightings.get(state.objectId) ?? new Map<string, Sighting<NodeState>>()
      const before = days.get(day)
      if (before === undefined) days.set(day, { day, state })
      else if (before.state.parentObjectId !== state.parentObjectId) {
        refused.set(state.objectId, refuseNode(state, before.state, day, line))
      }
      sightings.set(state.objectId, days)
    }
  }
  const nodes = [...sightings.values()].flatMap((days) =>
    toVersions([...days.values()], (state) => JSON.stringify(state)).map(({ state, validFrom, validTo }) => ({
      ...state,
      validFrom,
      validTo,
      attributes: {},
    })),
  )
  return { nodes, refused: [...refused.values()] }
}

function refuseNode(state: NodeState, before: NodeState, day: string, { source }: TableRow<string>): RefusedRow {
  const parents = `${before.parentObjectId ?? 'nothing'} and ${state.parentObjectId ?? 'nothing'}`
  const message = `${state.objectId} stands under both ${parents} on ${day}: give the level a column that tells them apart.`
  return { dataset: 'csv-nodes', key: state.objectId, reason: 'ambiguous', message, row: source }
}
