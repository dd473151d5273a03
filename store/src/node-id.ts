import { createHash } from 'node:crypto'
import type { NodeKind } from '@tieback/contracts'

/** Lower-case letters and digits without those that people mix up (i, l, o, u): Crockford's base 32. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** 50 bits: among 100,000 ids of one kind, the chance of any two being equal is about 4 in a million. */
const idLength = 10

/** Our own id of a source's node, the same on every machine: `well-4k2m9c7qxa`. */
export function nodeIdOf(kind: NodeKind, namespace: string, objectId: string): string {
  return `${kind}-${shortHash([namespace, objectId])}`
}

/** Our own id of a source's series: `sig-` and ten characters. */
export function signalIdOf(sourceId: string, sourceKey: string): string {
  return `sig-${shortHash([sourceId, sourceKey])}`
}

function shortHash(parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest()
  return Array.from(digest.subarray(0, idLength), (byte) => alphabet.charAt(byte % 32)).join('')
}
