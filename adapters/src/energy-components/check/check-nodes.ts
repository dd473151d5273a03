import type { NodeClass } from '../mapping.ts'
import { keyText } from '../rows.ts'
import type { EcRow } from '../wire.ts'
import { listSome, type Report } from './finding.ts'

export interface NodeRows {
  readonly path: string
  readonly nodeClass: NodeClass
  readonly rows: readonly EcRow[]
}

export function checkNodes({ path, nodeClass, rows }: NodeRows, report: Report): void {
  if (rows.length === 0)
    report('error', `${path}.class`, `${nodeClass.class} has no rows: there would be no ${nodeClass.kind}.`)
  const { wellType, validity } = nodeClass
  if (wellType !== undefined) {
    const codes = new Set(rows.map((row) => keyText(row[wellType.column])).filter((code) => code !== null))
    for (const code of Object.keys(wellType.values)) codes.delete(code)
    if (codes.size > 0)
      report(
        'warning',
        `${path}.wellType.values`,
        `Wells are of the type ${listSome(codes)}, which values doesn't name: they count as other. Add it there.`,
      )
  }
  if (validity === undefined) {
    report(
      'note',
      `${path}.validity`,
      'Without it an object has one version for ever: one that moves takes its whole past along.',
    )
  }
}

/** Parents that no class holds, and objects with figures that no class describes. */
export function checkTree(
  nodes: readonly NodeRows[],
  figured: ReadonlyMap<string, ReadonlySet<string>>,
  report: Report,
): void {
  const known = new Set(nodes.flatMap(({ nodeClass, rows }) => rows.map((row) => keyText(row[nodeClass.key.objectId]))))
  for (const { path, nodeClass, rows } of nodes) {
    const { parent } = nodeClass
    if (parent === undefined) continue
    const lost = new Set(rows.map((row) => keyText(row[parent])).filter((id) => id !== null && !known.has(id)))
    if (lost.size > 0)
      report(
        'error',
        `${path}.parent`,
        `${lost.size} parents in ${parent} are objects of no class in nodes, such as ${[...lost][0] ?? ''}. Add their class.`,
      )
  }
  for (const [path, objects] of figured) {
    const unknown = [...objects].filter((id) => !known.has(id))
    if (unknown.length === 0) continue
    report(
      'error',
      `${path}.key.objectId`,
      `${unknown.length} of ${objects.size} objects with figures are in no class of nodes, such as ${unknown[0] ?? ''}: their figures would wait in quarantine. Add their class.`,
    )
  }
}
