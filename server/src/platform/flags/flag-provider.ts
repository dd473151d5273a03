import { stat } from 'node:fs/promises'
import {
  ErrorCode,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  type ResolutionDetails,
  StandardResolutionReasons,
  TypeMismatchError,
} from '@openfeature/server-sdk'
import type { GivenFlags } from '../../config/flags.ts'
import { readFlagsFile } from '../../config/flags-file.ts'

interface FlagProviderOptions {
  /** From the environment: stronger than the file. */
  readonly given: GivenFlags
  /** Null: no file. */
  readonly file: string | null
  /** Hears that a changed file can't be used; what it said before stays. */
  readonly onFault: (message: string) => void
}

/** Flags out of the environment and a file, for OpenFeature. A changed file counts from the next evaluation on. */
export class FlagProvider implements Provider {
  readonly metadata = { name: 'environment and file' }
  readonly runsOn = 'server' as const
  readonly events = new OpenFeatureEventEmitter()
  private readonly options: FlagProviderOptions
  private ofFile: GivenFlags = {}
  private stamp: string | null = null
  private reading: Promise<void> | null = null

  constructor(options: FlagProviderOptions) {
    this.options = options
  }

  /** Reads the file for the first time. Throws ConfigError where it doesn't fit: then the product must not start. */
  async initialize(): Promise<void> {
    const { file } = this.options
    if (file === null) return
    // Before it is read: a file that is replaced meanwhile has another one then.
    this.stamp = await stampOf(file)
    this.ofFile = await readFlagsFile(file)
  }

  async resolveBooleanEvaluation(name: string, byDefault: boolean): Promise<ResolutionDetails<boolean>> {
    // Several flags are asked for at once: one look at the file is enough.
    this.reading ??= this.refresh().finally(() => {
      this.reading = null
    })
    await this.reading
    const value = valueOf(this.options.given, name) ?? valueOf(this.ofFile, name)
    return value === undefined
      ? { value: byDefault, reason: StandardResolutionReasons.DEFAULT }
      : { value, reason: StandardResolutionReasons.STATIC }
  }

  private async refresh(): Promise<void> {
    const { file, onFault } = this.options
    if (file === null) return
    const stamp = await stampOf(file)
    if (stamp === this.stamp) return
    this.stamp = stamp
    try {
      this.ofFile = await readFlagsFile(file)
      this.events.emit(ProviderEvents.ConfigurationChanged, { message: `${file} has changed` })
    } catch (error) {
      onFault(`${error instanceof Error ? error.message : String(error)}\nThe flags stay as they were.`)
    }
  }

  resolveStringEvaluation(name: string): Promise<never> {
    return refuseType(name)
  }

  resolveNumberEvaluation(name: string): Promise<never> {
    return refuseType(name)
  }

  resolveObjectEvaluation(name: string): Promise<never> {
    return refuseType(name)
  }
}

const refuseType = (name: string): Promise<never> =>
  Promise.reject(new TypeMismatchError(`${ErrorCode.TYPE_MISMATCH}: ${name} is on or off, nothing else`))

const valueOf = (flags: GivenFlags, name: string): boolean | undefined =>
  (flags as Readonly<Record<string, boolean | undefined>>)[name]

/** Differs when a file was written or replaced; null where there is none. */
async function stampOf(file: string): Promise<string | null> {
  const found = await stat(file, { bigint: true }).catch(() => null)
  return found && `${found.ino} ${found.size} ${found.mtimeNs}`
}
