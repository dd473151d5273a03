import type { IngestContext } from './context.ts'
import { type JobBinding, PutOff } from './queue.ts'

/** Until when background work leaves a source alone; null: it may go on. */
export function leaveAlone(context: Pick<IngestContext, 'sources' | 'clock'>, sourceId: string): Date | null {
  return context.sources.get(sourceId)?.source.quietUntil?.(context.clock.now()) ?? null
}

/** Throws `PutOff` while a source is to be left alone: for work that goes on for long, at its pauses. */
export function pauseInQuietHours(context: Pick<IngestContext, 'sources' | 'clock'>, sourceId: string): void {
  const until = leaveAlone(context, sourceId)
  if (until !== null) throw putOff(context, until)
}

const putOff = ({ clock }: Pick<IngestContext, 'clock'>, until: Date): PutOff =>
  new PutOff(until.getTime() - clock.now().getTime(), toMessage(until))

const toMessage = (until: Date): string => `quiet hours until ${until.toISOString()}`

const sourceOf = (data: unknown): string | null =>
  typeof data === 'object' && data !== null && 'sourceId' in data && typeof data.sourceId === 'string'
    ? data.sourceId
    : null

/**
 * A binding that leaves its source alone in its quiet hours. Work that a schedule brings again is skipped, or it would pile up until
 * the morning; what comes but once is taken up when they are over.
 */
export function heedQuietHours(
  context: Pick<IngestContext, 'sources' | 'clock'>,
  { definition, handle }: JobBinding,
  { comesAgain }: { comesAgain: boolean },
): JobBinding {
  return {
    definition,
    handle: async (data, signal) => {
      const sourceId = sourceOf(data)
      const until = sourceId === null ? null : leaveAlone(context, sourceId)
      if (until === null) return await handle(data, signal)
      if (comesAgain) return toMessage(until)
      throw putOff(context, until)
    },
  }
}
