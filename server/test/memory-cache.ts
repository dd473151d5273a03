import type { CachePolicy, CacheTag } from '@tieback/contracts'
import { encodeAnswer } from '../src/platform/cache/answer-bytes.ts'
import type {
  CachedAnswer,
  CacheOutcome,
  CacheReading,
  FilledAnswer,
  ResponseCache,
} from '../src/platform/cache/cached-answer.ts'

/** A cache of one process that a test can look into and steer: an answer is fresh until the test says otherwise. */
export class MemoryCache implements ResponseCache {
  /** What a reading is said to be where the answer was there already. */
  outcome: Exclude<CacheOutcome, 'miss'> = 'hit'
  /** Whether what is stale is being made anew already. */
  isRefilling = false
  readonly keys: string[] = []
  /** How often it was read from, which the framework alone does. */
  reads = 0
  private readonly entries = new Map<string, { answer: CachedAnswer; tags: readonly CacheTag[] }>()

  find(key: string): CachedAnswer | undefined {
    this.keys.push(key)
    return this.outcome === 'hit' ? this.entries.get(key)?.answer : undefined
  }

  findStale(key: string): CachedAnswer | undefined {
    return this.outcome === 'stale' && this.isRefilling ? this.entries.get(key)?.answer : undefined
  }

  async read(
    key: string,
    policy: CachePolicy,
    fill: (signal: AbortSignal) => Promise<FilledAnswer>,
  ): Promise<CacheReading> {
    this.reads += 1
    const known = this.entries.get(key)
    if (known !== undefined) return { answer: known.answer, outcome: this.outcome }
    const bytes = await encodeAnswer(await fill(new AbortController().signal))
    const filledAt = Date.now()
    const answer = { ...bytes, filledAt, freshUntil: filledAt, staleUntil: filledAt, generations: new Map() }
    this.entries.set(key, { answer, tags: policy.tags })
    return { answer, outcome: 'miss' }
  }

  invalidate(tags: readonly CacheTag[]): Promise<void> {
    for (const [key, entry] of this.entries) if (entry.tags.some((tag) => tags.includes(tag))) this.entries.delete(key)
    return Promise.resolve()
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}
