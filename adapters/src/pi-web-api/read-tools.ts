import type { CallLimits } from './call-limits.ts'
import type { PiClient } from './client.ts'
import type { PiWebApiConfig } from './config.ts'
import type { StreamDirectory } from './stream-directory.ts'
import type { WireShapes } from './wire-shapes.ts'

/** What every reading of one source works with. */
export interface SourceTools {
  readonly client: PiClient
  readonly config: PiWebApiConfig
  readonly directory: StreamDirectory
  readonly limits: CallLimits
  readonly shapes: WireShapes
}

/** The same for one reading, which its caller may give up. */
export interface ReadTools extends SourceTools {
  readonly signal: AbortSignal
}
