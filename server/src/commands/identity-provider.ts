import type { Command } from 'commander'
import { ConfigError, parseConfig } from '../config/environment.ts'
import { prepareEvaluationIdentity, toProviderOptions } from '../embedded/evaluation-identity.ts'
import { refusedInProduction } from '../embedded/identity-provider/configuration.ts'
import { startIdentityProvider } from '../embedded/identity-provider/identity-provider.ts'
import { parsePort } from './options.ts'
import { print } from './print.ts'
import { abortOnSignal, untilAborted } from './signals.ts'

interface ProviderOptions {
  readonly port?: number
  readonly json?: boolean
}

async function serveProvider({ port: asked, json }: ProviderOptions): Promise<void> {
  const signal = abortOnSignal()
  const { dataDir, publicUrl, isProduction } = parseConfig(process.env)
  if (isProduction) throw new ConfigError(refusedInProduction)
  const identity = await prepareEvaluationIdentity(dataDir, { port: asked })
  const options = toProviderOptions(identity, publicUrl)
  const provider = await startIdentityProvider({ ...options, log: (message) => console.error(message) })
  const { issuer, port } = provider
  process.send?.({ issuer, port })
  print(json, { issuer, port, for: publicUrl }, () => [
    `Sign-in for evaluation at ${issuer}, for ${publicUrl} (Ctrl-C stops it)`,
  ])
  await untilAborted(signal)
  await provider.close()
}

export function addIdentityProvider(program: Command): void {
  program
    .command('identity-provider')
    .description('the sign-in for evaluation alone, as "up" runs it: everybody can be anybody')
    .option('--port <number>', 'port to listen on; left out: that of last time', parsePort)
    .option('--json', 'print the address as JSON')
    .action(serveProvider)
}
