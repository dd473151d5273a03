import { hash as digest, type KeyObject } from 'node:crypto'
import { type AuditCheckpoint, isSignedBy } from './audit-checkpoint.ts'
import type { AuditHead } from './audit-checkpoint.repository.ts'

/** An entry as it lies in the store, with everything about it that could have been altered. */
export interface ChainEntry {
  readonly sequence: number
  /** UTF-8. */
  readonly entry: Buffer
  readonly previousHash: Buffer
  readonly hash: Buffer
  readonly columns: FilterColumns
}

/** What filters look at, taken out of the entry when it was written. */
export interface FilterColumns {
  readonly atMs: number | null
  readonly action: string | null
  readonly outcome: string | null
  readonly actorId: string | null
  readonly objectId: string | null
}

/** The first thing that is wrong, and where. */
export interface ChainFault {
  readonly sequence: number
  readonly what: string
}

export interface ChainReport {
  /** Entries that follow each other as they were written. */
  readonly entries: number
  readonly checkpoints: number
  /** False: no key was given, so that the signatures say nothing. */
  readonly areSignaturesChecked: boolean
  readonly fault: ChainFault | null
}

export interface ChainOptions {
  /** First entry to look at; what it says of the one before it is taken on trust. Left out: the first of all. */
  readonly from?: number
  /** Public keys by their id; none: signatures are not checked. */
  readonly keys: ReadonlyMap<string, KeyObject>
  /** Checkpoints that were kept outside of the store. */
  readonly witnesses?: readonly AuditCheckpoint[]
}

/** What the first entry follows. */
const beginning = Buffer.alloc(32)

/** What of an entry's text filters are about. */
interface WrittenEntry {
  readonly at: number
  readonly action: string
  readonly outcome: string
  readonly actor: { readonly id: string } | null
  readonly object: { readonly id: string } | null
}

const columnNames = ['atMs', 'action', 'outcome', 'actorId', 'objectId'] as const

const wordSize = 4_294_967_296

/** Bytes before the entry in what is hashed: the hash before, and the place. */
const prefixBytes = 40

/**
 * Follows the chain from entry to entry, and finds the first thing that isn't as it was written. Entries are handed in by `take` in the order of
 * their places, checkpoints by `expect` before the entries that they are about.
 */
export class ChainVerifier {
  private readonly options: ChainOptions
  private next: number
  /** Of the entry before; null: it isn't looked at. */
  private before: Buffer | null
  private hashed = Buffer.alloc(4_096)
  private entries = 0
  private checkpoints = 0
  private lastCheckpoint: number | null
  /** Checkpoints that no entry has come to, lowest first. */
  private awaited: AuditCheckpoint[] = []
  private found: ChainFault | null = null

  constructor(options: ChainOptions) {
    this.options = options
    this.next = options.from ?? 1
    this.before = this.next === 1 ? beginning : null
    this.lastCheckpoint = this.next === 1 ? 0 : null
    const witnesses = (options.witnesses ?? []).filter(({ sequence }) => sequence >= this.next)
    for (const witness of witnesses) this.checkSignature(witness, 'The checkpoint that was kept outside')
    this.await(witnesses)
  }

  /** The first fault so far; whatever comes after it isn't looked at. */
  get fault(): ChainFault | null {
    return this.found
  }

  /** Checkpoints of the store, in their order. */
  expect(checkpoints: readonly AuditCheckpoint[]): void {
    for (const checkpoint of checkpoints) {
      const { sequence, previousSequence } = checkpoint
      if (this.lastCheckpoint !== null && previousSequence !== this.lastCheckpoint) {
        this.blame(
          sequence,
          `Its checkpoint follows the one at ${previousSequence}, and that is not the one before it.`,
        )
      }
      this.lastCheckpoint = sequence
      this.checkSignature(checkpoint, 'Its checkpoint')
      this.checkpoints += 1
    }
    this.await(checkpoints)
  }

  take(entry: ChainEntry): void {
    if (this.found !== null && this.found.sequence <= entry.sequence) return
    const what = this.faultOf(entry)
    if (what !== null) return this.blame(Math.min(entry.sequence, this.next), what)
    this.next = entry.sequence + 1
    this.before = entry.hash
    this.entries += 1
    this.pass(entry)
  }

  /** The verdict, once all entries have been taken. */
  finish(head: AuditHead): ChainReport {
    const last = this.next - 1
    const [missed] = this.awaited
    if (missed !== undefined && missed.sequence >= this.next) {
      this.blame(this.next, `The log ends at ${last}, and entry ${missed.sequence} was signed ${describe(missed)}.`)
    }
    if (last !== head.sequence) {
      this.blame(Math.min(last, head.sequence) + 1, `The log ends at ${last}, and its head says ${head.sequence}.`)
    } else if (this.before !== null && !this.before.equals(head.hash)) {
      this.blame(last, 'The head of the log has another hash than its last entry.')
    }
    if (this.lastCheckpoint !== null && this.lastCheckpoint !== head.checkpointSequence) {
      const what = `The newest checkpoint is at ${this.lastCheckpoint}, and the head of the log says ${head.checkpointSequence}.`
      this.blame(Math.min(this.lastCheckpoint, head.checkpointSequence) + 1, what)
    }
    return {
      entries: this.entries,
      checkpoints: this.checkpoints,
      areSignaturesChecked: this.options.keys.size > 0,
      fault: this.found,
    }
  }

  private faultOf({ sequence, entry, previousHash, hash, columns }: ChainEntry): string | null {
    if (sequence > this.next) return `Entries ${this.next} to ${sequence - 1} are not there.`
    if (sequence < this.next) return 'It stands where it does not belong.'
    if (this.before !== null && !previousHash.equals(this.before)) return 'It does not follow the entry before it.'
    if (!this.digestOf(previousHash, sequence, entry).equals(hash))
      return 'Its text, its place or its hash was altered.'
    return faultOfColumns(entry, columns)
  }

  private digestOf(previousHash: Buffer, sequence: number, entry: Buffer): Buffer {
    const length = prefixBytes + entry.byteLength
    if (length > this.hashed.byteLength) this.hashed = Buffer.alloc(length * 2)
    previousHash.copy(this.hashed)
    // Never below zero here: it is the place that was expected.
    this.hashed.writeUInt32BE(Math.floor(sequence / wordSize), 32)
    this.hashed.writeUInt32BE(sequence % wordSize, 36)
    entry.copy(this.hashed, prefixBytes)
    return digest('sha256', this.hashed.subarray(0, length), 'buffer')
  }

  /** Holds an entry against the checkpoints about it. */
  private pass({ sequence, hash }: ChainEntry): void {
    for (;;) {
      const [checkpoint] = this.awaited
      if (checkpoint === undefined || checkpoint.sequence > sequence) return
      this.awaited.shift()
      if (!checkpoint.hash.equals(hash))
        this.blame(sequence, `It is not the entry that was signed ${describe(checkpoint)}.`)
    }
  }

  private await(checkpoints: readonly AuditCheckpoint[]): void {
    this.awaited = [...this.awaited, ...checkpoints].toSorted((a, b) => a.sequence - b.sequence)
  }

  private checkSignature(checkpoint: AuditCheckpoint, called: string): void {
    const { keys } = this.options
    if (keys.size === 0) return
    const key = keys.get(checkpoint.keyId)
    if (key === undefined) {
      this.blame(
        checkpoint.sequence,
        `${called} is signed by key ${checkpoint.keyId}, whose public half was not given.`,
      )
    } else if (!isSignedBy(checkpoint, key)) {
      this.blame(checkpoint.sequence, `${called} has a signature that does not fit.`)
    }
  }

  private blame(sequence: number, what: string): void {
    if (this.found === null || sequence < this.found.sequence) this.found = { sequence, what }
  }
}

const describe = ({ at, keyId }: AuditCheckpoint): string => `at ${at.toISOString()} by key ${keyId}`

/** What filters must see of an entry. */
function readColumns(entry: Buffer): FilterColumns {
  // Safe: the hash fits, so these are the bytes that were written, and only an object of JSON was ever taken. Looked at by hand, since a schema
  // would take as long as all the rest.
  const { at, action, outcome, actor, object } = JSON.parse(entry.toString('utf8')) as WrittenEntry
  return { atMs: at, action, outcome, actorId: actor?.id ?? null, objectId: object?.id ?? null }
}

function faultOfColumns(entry: Buffer, columns: FilterColumns): string | null {
  const written = readColumns(entry)
  for (const name of columnNames) {
    if (columns[name] !== written[name]) return `What filters see as ${name} is not what the entry says.`
  }
  return null
}
