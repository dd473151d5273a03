import { randomUUID } from 'node:crypto'
import { OpenFeature } from '@openfeature/server-sdk'
import { type FlagName, flagNames, flagTable, type FlagValues, type GivenFlags } from '../../config/flags.ts'
import { FlagProvider } from './flag-provider.ts'

export interface Flags {
  isOn(name: FlagName): Promise<boolean>
  /** Every flag as it stands at this moment. */
  readAll(): Promise<FlagValues>
}

interface FlagsOptions {
  readonly given: GivenFlags
  readonly file: string | null
  readonly onFault: (message: string) => void
}

/** The flags of one server. Throws ConfigError where its file doesn't fit. */
export async function openFlags(options: FlagsOptions): Promise<Flags> {
  // OpenFeature keeps one list of providers for the whole process, and a test runs several servers in it.
  const domain = randomUUID()
  await OpenFeature.setProviderAndWait(domain, new FlagProvider(options))
  const client = OpenFeature.getClient(domain)
  const isOn = (name: FlagName): Promise<boolean> => client.getBooleanValue(name, flagTable[name].byDefault)
  return {
    isOn,
    readAll: async () => {
      const values = await Promise.all(flagNames.map(async (name) => [name, await isOn(name)] as const))
      // Safe: one entry for each name of the table.
      return Object.fromEntries(values) as FlagValues
    },
  }
}
