import { addFreshness, freshnessStep } from '@tieback/store'
import type { Run } from './run.ts'

/** How old samples were when they became readable, counted by step until it is stored. */
export class FreshnessCount {
  readonly #samplesByStep = new Map<number, number>()

  /** Counts samples of these instants, in milliseconds since 1970, as readable from an instant on. */
  add(atMs: readonly number[], visibleAt: Date): void {
    const now = visibleAt.getTime()
    for (const at of atMs) {
      const step = freshnessStep((now - at) / 1_000)
      this.#samplesByStep.set(step, (this.#samplesByStep.get(step) ?? 0) + 1)
    }
  }

  /** Adds what was counted to the source's histogram, and begins anew. */
  async store({ context, sourceId }: Pick<Run, 'context' | 'sourceId'>): Promise<void> {
    const samplesByStep = new Map(this.#samplesByStep)
    this.#samplesByStep.clear()
    await addFreshness(context.pool, { sourceId, visibleAt: context.clock.now(), samplesByStep })
  }
}
