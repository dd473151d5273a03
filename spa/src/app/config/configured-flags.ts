import {
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  type ResolutionDetails,
  StandardResolutionReasons,
  TypeMismatchError,
} from '@openfeature/web-sdk'
import type { RuntimeConfig } from './runtime-config.ts'

type FlagValues = RuntimeConfig['flags']

/** The flags that the server gave this page, for OpenFeature. They may switch while it is open: `update`. */
export class ConfiguredFlags implements Provider {
  readonly metadata = { name: 'runtime configuration' }
  readonly runsOn = 'client' as const
  readonly events = new OpenFeatureEventEmitter()
  private values: FlagValues

  constructor(values: FlagValues) {
    this.values = values
  }

  /** Takes the flags as they stand now, and tells whoever draws by one that switched. */
  update(values: FlagValues): void {
    const before = this.values
    const names = new Set([...Object.keys(before), ...Object.keys(values)])
    const flagsChanged = [...names].filter((name) => before[name] !== values[name])
    if (flagsChanged.length === 0) return
    this.values = values
    this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged })
  }

  resolveBooleanEvaluation(name: string, byDefault: boolean): ResolutionDetails<boolean> {
    const value = this.values[name]
    return value === undefined
      ? { value: byDefault, reason: StandardResolutionReasons.DEFAULT }
      : { value, reason: StandardResolutionReasons.STATIC }
  }

  resolveStringEvaluation(name: string): never {
    return refuseType(name)
  }

  resolveNumberEvaluation(name: string): never {
    return refuseType(name)
  }

  resolveObjectEvaluation(name: string): never {
    return refuseType(name)
  }
}

function refuseType(name: string): never {
  throw new TypeMismatchError(`${name} is on or off, nothing else`)
}
