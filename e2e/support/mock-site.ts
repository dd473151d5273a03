import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from './product.ts'

/** Longest wait for the server of the built page to listen. */
const startMsMax = 30_000

const vite = join(repositoryRoot, 'node_modules', 'vite', 'bin', 'vite.js')

const startVite = (...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [vite, ...args, '--mode', 'mock'], {
    cwd: repositoryRoot,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** The page on invented data, built and served from a folder of its own: no product stands behind it. Dispose of it. */
export class MockSite {
  readonly address: string
  private readonly folder: string
  private readonly server: ChildProcess

  private constructor(address: string, folder: string, server: ChildProcess) {
    this.address = address
    this.folder = folder
    this.server = server
  }

  static async start(): Promise<MockSite> {
    const folder = await mkdtemp(join(tmpdir(), 'tieback-mock-site-'))
    const build = startVite('build', 'spa', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn')
    const said = listenTo(build)
    const [code] = (await once(build, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`the page could not be built:\n${said()}`)
    const server = startVite('preview', 'spa', '--outDir', folder, '--host', '127.0.0.1', '--port', '0')
    return new MockSite(await readAddress(server), folder, server)
  }

  async dispose(): Promise<void> {
    if (this.server.exitCode === null) {
      this.server.kill('SIGTERM')
      await once(this.server, 'exit')
    }
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** Gives what a process has said so far. */
function listenTo(child: ChildProcess): () => string {
  let printed = ''
  const listen = (chunk: Buffer): void => {
    printed += chunk.toString()
  }
  child.stdout?.on('data', listen)
  child.stderr?.on('data', listen)
  return () => printed
}

async function readAddress(server: ChildProcess): Promise<string> {
  const said = listenTo(server)
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => server.kill('SIGKILL'), startMsMax)
    server.stdout?.on('data', () => {
      const found = /Local:\s+(http:\S+?)\/?\s/.exec(said())?.[1]
      if (found === undefined) return
      clearTimeout(timer)
      resolve(found)
    })
    server.once('exit', () => reject(new Error(`the built page's server ended before it listened:\n${said()}`)))
  })
}
