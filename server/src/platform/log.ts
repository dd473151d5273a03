import { pino, type Logger } from 'pino'
import type { Config } from '../config/environment.ts'

/**
 * Lines are gathered up to this size before they are written, bytes: with a write for each, the log would cost more
 * than the answer it tells of.
 */
const gatheredBytes = 15 * 1_024

/** Longest that a gathered line waits, ms. At the end of the process none does; only a kill loses them. */
const flushEveryMs = 500

/** JSON lines on standard output, or into a file; secrets that a header may carry are left out. */
export function createLogger(level: Config['logLevel'], name: string, file?: string): Logger {
  const destination = pino.destination({
    ...(file === undefined ? { dest: 1 } : { dest: file, mkdir: true, append: true }),
    sync: false,
    minLength: gatheredBytes,
    periodicFlush: flushEveryMs,
  })
  return pino(
    {
      level,
      base: { name },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['req.headers.authorization', 'req.headers.cookie'],
    },
    destination,
  )
}
