import type { RefusedRow, SourceNode } from '../port.ts'
import { parseDay } from '../rows/parse-time.ts'
import type { NodeClass } from './mapping.ts'
import { keyText } from './rows.ts'
import type { EcRow } from './wire.ts'

export type NodeRead = { readonly node: SourceNode } | { readonly refused: RefusedRow }

/** Columns without which a row is no object. */
export function nodeColumns(nodeClass: NodeClass): string[] {
  const { key, name, parent, validity } = nodeClass
  return [key.objectId, name, parent, validity?.from, validity?.to].filter((column) => column !== undefined)
}

/** One version of an object. */
export function toNode(row: EcRow, nodeClass: NodeClass): NodeRead {
  const { key, validity, wellType } = nodeClass
  const objectId = keyText(row[key.objectId])
  const name = keyText(row[nodeClass.name])
  const refuse = (reason: RefusedRow['reason'], message: string): NodeRead => {
    const from = validity === undefined ? '' : (keyText(row[validity.from]) ?? '')
    const rowKey = `${objectId ?? JSON.stringify(row)}/${from}`
    return {
      refused: { dataset: nodeClass.class, key: rowKey, reason, message: `${nodeClass.class}: ${message}`, row },
    }
  }
  if (objectId === null || name === null) {
    return refuse('wrong-shape', `a row without ${objectId === null ? key.objectId : nodeClass.name}`)
  }
  const from = readDay(validity && row[validity.from])
  const to = readDay(validity && row[validity.to])
  if (from === undefined || to === undefined)
    return refuse('invalid-day', `${objectId} is valid from or to something that is no day`)
  if (from !== null && to !== null && to <= from)
    return refuse('invalid-day', `${objectId} ends ${to}, not after it starts ${from}`)
  const typeCode = wellType === undefined ? null : keyText(row[wellType.column])
  return {
    node: {
      objectId,
      kind: nodeClass.kind,
      name,
      code: key.objectCode === undefined ? null : keyText(row[key.objectCode]),
      parentObjectId: nodeClass.parent === undefined ? null : keyText(row[nodeClass.parent]),
      // A type the mapping doesn't know is still a well: it isn't lost over its type.
      wellType: nodeClass.kind !== 'well' ? null : (wellType?.values[typeCode ?? ''] ?? 'other'),
      validFrom: from,
      validTo: to,
      attributes: readAttributes(row, nodeClass),
    },
  }
}

/** Null: open; undefined: not a day. */
function readDay(raw: unknown): string | null | undefined {
  return raw === null || raw === undefined || raw === '' ? null : (parseDay(raw) ?? undefined)
}

function readAttributes(row: EcRow, { attributes }: NodeClass): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, column] of Object.entries(attributes)) {
    const value = keyText(row[column])
    if (value !== null) values[name] = value
  }
  return values
}
