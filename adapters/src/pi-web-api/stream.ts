import type { RefusedRow } from '../port.ts'

/** The number that a digital state's code stands for, as the mapping says it for one series; null: its states are no numbers. */
export type StateValues = ReadonlyMap<number, number> | null

/** One tag or attribute as it is asked for. */
export interface Stream {
  /** What the source is known to call it: a tag's name, or an attribute's path. */
  readonly tag: string
  readonly webId: string
  readonly path: string
  readonly states: StateValues
}

export type StreamResult<Answer> =
  { readonly stream: Stream; readonly answer: Answer } | { readonly stream: Stream; readonly refused: RefusedRow }

/** Bytes of an address before its WebIDs: server, verb, times and selected fields. */
export const urlBytesReserved = 900

export function refuseStream(
  stream: Stream,
  message: string,
  reason: RefusedRow['reason'] = 'unmapped-signal',
): RefusedRow {
  return { dataset: 'streams', key: stream.tag, reason, message: `${stream.tag}: ${message}`, row: { tag: stream.tag } }
}
