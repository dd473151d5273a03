import { createHash } from 'node:crypto'
import type { AuditAction, AuditOutcome } from '@tieback/contracts'
import { type AuditEntryInput, canonicalJson } from '@tieback/store'
import type { Actor } from '../identity/actor.ts'

/** Something that somebody did or was refused, as whoever did it tells of it. */
export interface AuditInput {
  readonly action: AuditAction
  readonly outcome: AuditOutcome
  /** Null: nobody had signed in. `system`: nobody asked for it. */
  readonly actor: Pick<Actor, 'id' | 'name' | 'kind'> | 'system' | null
  /** What it was done to, such as `source` and its id; null where there is no one thing. */
  readonly object: { readonly kind: string; readonly id: string } | null
  /** The object as it was and as it became; only their digests are kept. Left out: there is none. */
  readonly before?: unknown
  readonly after?: unknown
  /** Of the request, as `request.id`; null where there was none. */
  readonly correlationId: string | null
  /** What else a reader needs to know. Never a secret, never a token. Long values are cut. */
  readonly detail?: Readonly<Record<string, string>>
}

/** Longest value of a detail, and longest name or id, in characters: an entry stays below what the log takes. */
const detailCharactersMax = 500
const nameCharactersMax = 200

/** Most details of one entry. */
const detailsMax = 12

/** What moves the cursor, breaks the line or turns the writing round: whoever reads the log must see what is there. */
const unseen = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** A text that any database takes and that reads as it is: without control characters and halves of characters, and not longer than it may be. */
function toPlainText(text: string, charactersMax: number): string {
  const plain = text.toWellFormed().replace(unseen, ' ')
  return plain.length <= charactersMax ? plain : `${plain.slice(0, charactersMax - 1).toWellFormed()}…`
}

const toName = (text: string): string => toPlainText(text, nameCharactersMax)

/** SHA-256 of a value's canonical JSON, in hexadecimal. */
export const digestOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex')

const toDetail = (detail: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(detail)
      .slice(0, detailsMax)
      .map(([name, value]) => [toName(name), toPlainText(value, detailCharactersMax)]),
  )

function toActor(actor: AuditInput['actor']): Pick<AuditEntryInput, 'actor' | 'actorKind'> {
  if (actor === 'system') return { actor: null, actorKind: 'system' }
  if (actor === null) return { actor: null, actorKind: 'person' }
  return { actor: { id: toName(actor.id), name: toName(actor.name) }, actorKind: actor.kind }
}

/** An entry as the store keeps it: values become digests, and texts are cut to what the log takes. */
export function toAuditEntry(input: AuditInput): AuditEntryInput {
  const { action, outcome, actor, object, correlationId, detail = {} } = input
  return {
    action,
    outcome,
    ...toActor(actor),
    object: object === null ? null : { kind: toName(object.kind), id: toName(object.id) },
    digestBefore: input.before === undefined ? null : digestOf(input.before),
    digestAfter: input.after === undefined ? null : digestOf(input.after),
    correlationId: correlationId === null ? null : toName(correlationId),
    detail: toDetail(detail),
  }
}
