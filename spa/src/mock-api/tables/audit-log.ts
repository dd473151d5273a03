import type { AuditEntry, AuditList } from '@tieback/contracts'
import { type AuditInput, listPastHappenings } from './audit-plans.ts'

/** The number of the first entry that is kept, so that sequences look like those of a log that has run for long. */
const firstSequence = 4_603

/** How long an entry waits for a signed point of the chain, ms. */
const checkpointEveryMs = 60_000

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Entries chained by their hashes. Nothing is ever taken out or changed. */
export class AuditLog {
  readonly #entries: AuditEntry[] = []
  /** Everything that was asked of the log so far, in turn. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(seed: number, startedAt: Date) {
    for (const input of listPastHappenings(seed, startedAt)) void this.append(input)
  }

  append(input: AuditInput): Promise<void> {
    const result = this.#turn.then(async () => {
      const last = this.#entries.at(-1)
      const sequence = (last?.sequence ?? firstSequence - 1) + 1
      const hash = await sha256(`${last?.hash ?? ''}${sequence}${JSON.stringify(input)}`)
      this.#entries.push({ ...input, sequence, hash })
    })
    this.#turn = result
    return result
  }

  async listNewestFirst(): Promise<readonly AuditEntry[]> {
    await this.#turn
    return this.#entries.toReversed()
  }

  /** The newest signed point of the chain; null before the first. */
  async findCheckpoint(now: Date): Promise<AuditList['checkpoint']> {
    const signed = (await this.listNewestFirst()).find(({ at }) => Date.parse(at) <= now.getTime() - checkpointEveryMs)
    if (signed === undefined) return null
    const at = new Date(Date.parse(signed.at) + checkpointEveryMs).toISOString()
    return { sequence: signed.sequence, at, hash: signed.hash, keyId: 'audit-of-the-preview' }
  }
}
