import { randomInt } from 'node:crypto'
import type { ChainEntry, FilterColumns } from '../src/audit-chain.ts'
import { type AuditCheckpoint, signCheckpoint } from '../src/audit-checkpoint.ts'
import { auditEntry, beginning, chained, createSigningKey, headOf, linked, type MemoryLog } from './audit-log.ts'

/** A whole number from 0 up to before `limit`. */
export type Draw = (limit: number) => number

/** A log after somebody was at it. */
export interface Tampered {
  readonly log: MemoryLog
  /** Where a reader must be told to look; null: anywhere. */
  readonly at: number | null
}

/** Something that somebody with every right could do to a log, and hope that nobody sees it. */
export type Tamper = (log: MemoryLog, draw: Draw) => Tampered

const stranger = createSigningKey()

const flipBytes = (bytes: Buffer, draw: Draw): Buffer => {
  const flipped = Buffer.from(bytes)
  const place = draw(flipped.byteLength)
  flipped.writeUInt8(flipped.readUInt8(place) ^ (1 << draw(8)), place)
  return flipped
}
const flipText = (text: string, draw: Draw): string => flipBytes(Buffer.from(text, 'latin1'), draw).toString('latin1')
const flipNumber = (number: number, draw: Draw, bits = 64): number =>
  Number(BigInt.asIntN(64, BigInt(number) ^ (1n << BigInt(draw(bits)))))

const bySequence = (a: { sequence: number }, b: { sequence: number }): number => a.sequence - b.sequence

/** The log with one entry replaced. */
function withEntry(log: MemoryLog, index: number, replace: (entry: ChainEntry) => ChainEntry): MemoryLog {
  return { ...log, entries: log.entries.map((entry, place) => (place === index ? replace(entry) : entry)) }
}

function withCheckpoint(
  log: MemoryLog,
  index: number,
  replace: (checkpoint: AuditCheckpoint) => AuditCheckpoint,
): MemoryLog {
  return { ...log, checkpoints: log.checkpoints.map((point, place) => (place === index ? replace(point) : point)) }
}

const get = <Item>(items: readonly Item[], index: number): Item => {
  const item = items[index]
  if (item === undefined) throw new RangeError(`there is no item ${index}`)
  return item
}

function flipColumn(columns: FilterColumns, draw: Draw): FilterColumns {
  const name = get(['atMs', 'action', 'outcome', 'actorId', 'objectId'] as const, draw(5))
  const value = columns[name]
  if (name === 'atMs') return { ...columns, atMs: flipNumber(Number(value), draw, 53) }
  if (value === null) return { ...columns, [name]: 'somebody else' }
  return { ...columns, [name]: draw(4) === 0 ? null : flipText(String(value), draw) }
}

/** The entries from `index` on put behind each other again, with hashes that fit, after `change` was made to them. */
function rechained(log: MemoryLog, index: number, change: (after: ChainEntry[]) => ChainEntry[]): ChainEntry[] {
  const entries = log.entries.slice(0, index)
  for (const entry of change(log.entries.slice(index))) entries.push(linked(entries.at(-1) ?? beginning, entry))
  return entries
}

const forge = (previous: Pick<ChainEntry, 'sequence' | 'hash'>): ChainEntry =>
  chained(previous, auditEntry({ detail: { forged: 'yes' } }), Date.UTC(2026, 2, 12, 10))

const rewritten = (entry: ChainEntry): ChainEntry => {
  const text = entry.entry.toString('utf8').replace('"detail":{', '"detail":{"forged":"yes",')
  return { ...entry, entry: Buffer.from(text) }
}

/** An entry that a checkpoint comes after. */
const drawSigned = ({ checkpoints }: MemoryLog, draw: Draw): number => draw(checkpoints.at(-1)?.sequence ?? 1)

export const tampers: Readonly<Record<string, Tamper>> = {
  'a bit of a text': (log, draw) => {
    const index = draw(log.entries.length)
    const flip = (entry: ChainEntry) => ({ ...entry, entry: flipBytes(entry.entry, draw) })
    return { log: withEntry(log, index, flip), at: index + 1 }
  },
  'a bit of a hash': (log, draw) => {
    const index = draw(log.entries.length)
    return { log: withEntry(log, index, (entry) => ({ ...entry, hash: flipBytes(entry.hash, draw) })), at: index + 1 }
  },
  'a bit of the hash before': (log, draw) => {
    const index = draw(log.entries.length)
    const flip = (entry: ChainEntry) => ({ ...entry, previousHash: flipBytes(entry.previousHash, draw) })
    return { log: withEntry(log, index, flip), at: index + 1 }
  },
  'a bit of a place': (log, draw) => {
    const flip = (entry: ChainEntry) => ({ ...entry, sequence: flipNumber(entry.sequence, draw) })
    const { entries, ...rest } = withEntry(log, draw(log.entries.length), flip)
    return { log: { ...rest, entries: entries.toSorted(bySequence) }, at: null }
  },
  'what filters see': (log, draw) => {
    const index = draw(log.entries.length)
    const flip = (entry: ChainEntry) => ({ ...entry, columns: flipColumn(entry.columns, draw) })
    return { log: withEntry(log, index, flip), at: index + 1 }
  },
  'a bit of the head': (log, draw) => {
    const { head } = log
    const changed = [
      { ...head, hash: flipBytes(head.hash, draw) },
      { ...head, sequence: flipNumber(head.sequence, draw) },
      { ...head, checkpointSequence: flipNumber(head.checkpointSequence, draw) },
    ]
    return { log: { ...log, head: get(changed, draw(changed.length)) }, at: null }
  },
  'a bit of a checkpoint': (log, draw) => {
    const flip = (point: AuditCheckpoint): AuditCheckpoint => {
      const changed = [
        { ...point, sequence: flipNumber(point.sequence, draw) },
        { ...point, previousSequence: flipNumber(point.previousSequence, draw) },
        { ...point, hash: flipBytes(point.hash, draw) },
        { ...point, at: new Date(flipNumber(point.at.getTime(), draw, 42)) },
        { ...point, keyId: flipText(point.keyId, draw) },
        { ...point, signature: flipBytes(point.signature, draw) },
      ]
      return get(changed, draw(changed.length))
    }
    const { checkpoints, ...rest } = withCheckpoint(log, draw(log.checkpoints.length), flip)
    return { log: { ...rest, checkpoints: checkpoints.toSorted(bySequence) }, at: null }
  },
  'an entry taken out': (log, draw) => {
    const index = draw(log.entries.length)
    return { log: { ...log, entries: log.entries.toSpliced(index, 1) }, at: index + 1 }
  },
  'an entry taken out, and the rest moved up': (log, draw) => {
    const entries = rechained(log, drawSigned(log, draw), (after) => after.slice(1))
    return { log: { ...log, entries, head: headOf({ ...log, entries }) }, at: null }
  },
  'the end cut off': (log, draw) => {
    const count = draw(log.entries.length)
    return { log: { ...log, entries: log.entries.slice(0, count) }, at: count + 1 }
  },
  'the end cut off, and the head moved back': (log, draw) => {
    const entries = log.entries.slice(0, drawSigned(log, draw))
    return { log: { ...log, entries, head: headOf({ ...log, entries }) }, at: entries.length + 1 }
  },
  'two entries in each other’s order': (log, draw) => {
    const first = draw(log.entries.length - 1)
    const second = first + 1 + draw(log.entries.length - first - 1)
    const entries = [...log.entries]
    entries[first] = get(log.entries, second)
    entries[second] = get(log.entries, first)
    return { log: { ...log, entries }, at: first + 1 }
  },
  'the texts of two entries exchanged': (log, draw) => {
    const first = draw(log.entries.length - 1)
    const second = first + 1 + draw(log.entries.length - first - 1)
    const taken = (from: number) => {
      const { entry, columns } = get(log.entries, from)
      return (into: ChainEntry) => ({ ...into, entry, columns })
    }
    return { log: withEntry(withEntry(log, first, taken(second)), second, taken(first)), at: first + 1 }
  },
  'an entry put in': (log, draw) => {
    const index = draw(log.entries.length)
    const forged = forge(log.entries[index - 1] ?? beginning)
    const entries = log.entries.toSpliced(index, 0, draw(2) === 0 ? forged : { ...forged, sequence: -draw(9) })
    return { log: { ...log, entries: entries.toSorted(bySequence) }, at: null }
  },
  'an entry put in, and the rest moved down': (log, draw) => {
    const index = drawSigned(log, draw)
    const forged = forge(log.entries[index - 1] ?? beginning)
    const entries = rechained(log, index, (after) => [forged, ...after])
    return { log: { ...log, entries, head: headOf({ ...log, entries }) }, at: null }
  },
  'an entry put behind the last': (log) => {
    const entries = [...log.entries, forge(log.entries.at(-1) ?? beginning)]
    return { log: { ...log, entries }, at: entries.length }
  },
  'a text rewritten, with a hash that fits': (log, draw) => {
    const index = draw(log.entries.length)
    const relinked = (entry: ChainEntry) => linked(log.entries[index - 1] ?? beginning, rewritten(entry))
    return { log: withEntry(log, index, relinked), at: null }
  },
  'a text rewritten, with hashes that fit up to the head': (log, draw) => {
    const entries = rechained(log, drawSigned(log, draw), ([first, ...rest]) =>
      first === undefined ? [] : [rewritten(first), ...rest],
    )
    return { log: { ...log, entries, head: headOf({ ...log, entries }) }, at: null }
  },
  'a text rewritten, and all signed again by a stranger': (log, draw) => {
    const index = drawSigned(log, draw)
    const entries = rechained(log, index, ([first, ...rest]) =>
      first === undefined ? [] : [rewritten(first), ...rest],
    )
    const checkpoints = log.checkpoints.map((point) => {
      if (point.sequence <= index) return point
      const forged = signCheckpoint({ ...point, hash: get(entries, point.sequence - 1).hash }, stranger.privateKey)
      return draw(2) === 0 ? forged : { ...forged, keyId: point.keyId }
    })
    return { log: { entries, checkpoints, head: headOf({ entries, checkpoints }) }, at: null }
  },
  'a checkpoint taken out': (log, draw) => {
    const checkpoints = log.checkpoints.toSpliced(draw(log.checkpoints.length), 1)
    return { log: { ...log, checkpoints }, at: null }
  },
  'a checkpoint moved to another entry': (log, draw) => {
    const index = draw(log.checkpoints.length)
    const sequence = 1 + draw(log.entries.length)
    const { hash } = get(log.entries, sequence - 1)
    const isSame = get(log.checkpoints, index).sequence === sequence
    const move = (point: AuditCheckpoint) => ({ ...point, sequence: isSame ? sequence + 1_000 : sequence, hash })
    const { checkpoints, ...rest } = withCheckpoint(log, index, move)
    return { log: { ...rest, checkpoints: checkpoints.toSorted(bySequence) }, at: null }
  },
}

/** Numbers that look random and are the same for the same seed. */
export function createDraw(seed: number): Draw {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit)
  }
}

/** A new seed for a run, to be named where it fails. */
export const drawSeed = (): number => randomInt(2 ** 31)
