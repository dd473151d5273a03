import { QuietHours } from '@tieback/contracts'
import { isTimeZone } from '@tieback/domain'
import { z } from 'zod'

const isClockTime = (text: string) => text <= '23:59' && text.slice(3) <= '59'

const LocalHours = QuietHours.refine(({ timeZone }) => isTimeZone(timeZone), {
  path: ['timeZone'],
  message: 'not a time zone such as Europe/Oslo',
}).refine(({ from, to }) => isClockTime(from) && isClockTime(to), 'not clock times such as 07:00')

/** How calls to one source are bounded and tried again. Every key may be left out of the sources file. */
export const ResilienceSettings = z
  .strictObject({
    attempts: z.int().min(1).max(10).default(3).describe('Tries of one call in all, the first among them'),
    retryDelayMs: z
      .int()
      .min(1)
      .max(60_000)
      .default(200)
      .describe('Longest wait before the second try; doubled for each further one'),
    retryDelayMsMax: z
      .int()
      .min(1)
      .max(300_000)
      .default(10_000)
      .describe('Longest wait between two tries; a longer one that the source asks for ends the call'),
    breakerFailures: z
      .int()
      .min(1)
      .max(1_000)
      .default(5)
      .describe('Failures in a row after which calls are refused at once'),
    breakerOpenMs: z
      .int()
      .min(1)
      .max(3_600_000)
      .default(30_000)
      .describe('How long they are refused before one probe goes out'),
    concurrency: z.int().min(1).max(16).default(4).describe('Calls under way at a time'),
    queueMax: z
      .int()
      .min(0)
      .max(100_000)
      .default(10_000)
      .describe('Calls that may wait for their turn; one more is refused'),
    callsPerS: z.number().positive().max(10_000).optional().describe('Calls a second over time; left out: no bound'),
    burst: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('Calls that may go out at once after a pause; left out: as many as callsPerS'),
    quietHours: z.array(LocalHours).default([]).describe('When background work leaves the source alone'),
  })
  .prefault({})
export type ResilienceSettings = z.output<typeof ResilienceSettings>
