import { pino, type Logger } from 'pino'
import type { Config } from '../config/environment.ts'

/** JSON lines on standard output, or into a file; secrets that a header may carry are left out. */
export function createLogger(level: Config['logLevel'], name: string, file?: string): Logger {
  const options = {
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['req.headers.authorization', 'req.headers.cookie'],
  }
  return file === undefined ? pino(options) : pino(options, pino.destination({ dest: file, mkdir: true, append: true }))
}
