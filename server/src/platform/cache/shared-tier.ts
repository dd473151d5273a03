import type { CacheTag } from '@tieback/contracts'

/** A place in the order of all moves. Only places of one epoch can be compared. */
export interface Position {
  /** Another one as soon as the tier may have forgotten what it knew, such as a Redis that came back. */
  readonly epoch: string
  /** Grows by one with each move. */
  readonly count: number
}

/** The generation of each tag: random, so that no old one can become valid again. A tag that is not there never moved in this epoch. */
export type Tokens = ReadonlyMap<CacheTag, string>

/** Tags that got a new generation, as every process hears of it. */
export interface Move extends Position {
  readonly tokens: Tokens
}

/** All generations, as they stood after the move of this position. */
export type Snapshot = Move

export interface MoveReceipt extends Position {
  /** The epoch began so lately that processes which the tier doesn't know may still serve what they have. */
  readonly isEpochYoung: boolean
}

export interface TierListener {
  /** In the order of moves, as long as none is lost. */
  onMove(move: Move): void
  /** The tier can be listened to, for the first time or again; moves may have been missed. */
  onListening(): void
}

/** What a process that asks for an entry gets: the entry, the right to fill it, or word that another one is at it. */
export type EntryClaim =
  { readonly kind: 'entry'; readonly bytes: Buffer } | { readonly kind: 'mine' } | { readonly kind: 'taken' }

/** Entries that all processes see. A tier without them leaves each process to its own memory. */
export interface SharedEntries {
  /** A claim that is never settled lapses by itself. */
  claim(key: string, holder: string): Promise<EntryClaim>
  /** Stores an entry for `keepMs` and ends the holder's claim. */
  put(key: string, holder: string, bytes: Buffer, keepMs: number): Promise<void>
  /** Ends the holder's claim without an entry. */
  release(key: string, holder: string): Promise<void>
}

/**
 * The truth about generations that all processes share, and the list of the members: those which serve from memory.
 * Every call fails fast while the tier can't be reached. Moves, joins and acknowledgements are taken one at a time.
 */
export interface SharedTier {
  /** Gives tags new generations, tells every listener, and says where that stands in the order. */
  move(tokens: Tokens): Promise<MoveReceipt>
  /** Notes that a member lives and what it has applied, and gives all generations as they are from then on. */
  join(memberId: string, applied: Position | null): Promise<Snapshot>
  /** Notes that a member serves nothing older than a position any more. */
  acknowledge(memberId: string, applied: Position): Promise<void>
  /** How many known members have not applied a position; null where its epoch is over. */
  countSilent(position: Position): Promise<number | null>
  /** Forgets a member: it serves no more. */
  leave(memberId: string): Promise<void>
  /** At most one listener; it listens until the tier is closed. */
  listen(listener: TierListener): void
  readonly entries?: SharedEntries
  /** Safe to call twice. */
  close(): Promise<void>
}
