#!/usr/bin/env node
import { MappingError, SourceError } from '@tieback/adapters'
import { Command, CommanderError } from 'commander'
import { addAudit } from './commands/audit.ts'
import { addDoctor } from './commands/doctor.ts'
import { addIdentityProvider } from './commands/identity-provider.ts'
import { addImport } from './commands/import.ts'
import { addIngest } from './commands/ingest.ts'
import { addMigrate } from './commands/migrate.ts'
import { addOpenApi } from './commands/openapi.ts'
import { addQuarantine } from './commands/quarantine.ts'
import { addServe } from './commands/serve.ts'
import { addSimulate } from './commands/simulate.ts'
import { addSources } from './commands/sources.ts'
import { addToken } from './commands/token.ts'
import { addUp } from './commands/up.ts'
import { addWork } from './commands/work.ts'
import { ConfigError } from './config/environment.ts'
import { productVersion } from './runtime.ts'

const program = new Command('tieback')
  .description('One set of numbers from the systems of record of an energy business.')
  .version(productVersion)
  .showHelpAfterError('(run with --help for what is expected)')
  .exitOverride()

for (const add of [
  addUp,
  addServe,
  addWork,
  addMigrate,
  addDoctor,
  addSources,
  addIngest,
  addImport,
  addQuarantine,
  addAudit,
  addOpenApi,
  addSimulate,
  addToken,
  addIdentityProvider,
]) {
  add(program)
}

/** Failures whose message already says what to do; anything else is our fault and shows where. */
const isExplained = (error: unknown): error is Error =>
  error instanceof ConfigError ||
  error instanceof MappingError ||
  error instanceof SourceError ||
  error instanceof RangeError ||
  (error instanceof Error && !('stack' in error && error.name === 'TypeError'))

// Whoever read our output may be gone, as with "| head" or a closed terminal. That is no reason to fall over.
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)

try {
  await program.parseAsync()
  // The channel to a parent would keep a finished process alive.
  if (process.connected) process.disconnect()
} catch (error) {
  // Commander has already printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) process.exit(error.exitCode)
  const message = error instanceof Error ? error.message : String(error)
  if (process.argv.includes('--json')) console.log(JSON.stringify({ error: { message } }))
  console.error(isExplained(error) && process.env['LOG_LEVEL'] !== 'debug' ? `tieback: ${message}` : error)
  process.exit(1)
}
