import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const repositoryRoot = join(import.meta.dirname, '..', '..')

const cli = join(repositoryRoot, 'server', 'src', 'cli.ts')

/** Longest wait for the line with the address: a first start makes a database cluster. */
const addressMsMax = 60_000

/** The whole product, started as `npm start` does, on a data folder of its own. */
export class Product {
  readonly dataDir: string
  readonly address: string
  /** Null where somebody else started it. */
  private readonly child: ChildProcess | null
  /** Got when it is first needed. */
  private token: Promise<string> | null = null

  private constructor(dataDir: string, address: string, child: ChildProcess | null) {
    this.dataDir = dataDir
    this.address = address
    this.child = child
  }

  /** Starts it; `dataDir` of an earlier one goes on with its data, `variables` are added to its environment. */
  static async start(dataDir?: string, variables: NodeJS.ProcessEnv = {}): Promise<Product> {
    const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'tieback-e2e-')))
    // A process group of its own, so that Ctrl-C can be sent as a terminal sends it: to all of them.
    const child = spawn(process.execPath, [cli, 'up', '--port', '0'], {
      cwd: repositoryRoot,
      env: { ...environmentOf(folder), ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    return new Product(folder, await readAddress(child), child)
  }

  /** The product that the test run shares. */
  static attach({ dataDir, address }: { readonly dataDir: string; readonly address: string }): Product {
    return new Product(dataDir, address, null)
  }

  /** Runs a command of the CLI beside the running product; gives what it printed. Throws when it fails. */
  async run(...args: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: repositoryRoot,
      env: environmentOf(this.dataDir),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output: Buffer[] = []
    const errors: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    const [code] = (await once(child, 'close')) as [number]
    if (code !== 0) throw new Error(`tieback ${args.join(' ')} ended with ${code}: ${Buffer.concat(errors).toString()}`)
    return Buffer.concat(output).toString()
  }

  /** A token of a machine that may do everything. */
  async readToken(): Promise<string> {
    this.token ??= this.run('token', '--role', 'administrator').then((printed) => printed.trim())
    return await this.token
  }

  /** The running product's answer to somebody who may do everything. */
  async fetch(path: string, method: 'GET' | 'DELETE' = 'GET'): Promise<Response> {
    const headers = { authorization: `Bearer ${await this.readToken()}` }
    return await fetch(`${this.address}${path}`, { method, headers })
  }

  /** GET of the running product's API. Throws when it isn't a success. */
  async get<Body>(path: string): Promise<Body> {
    const response = await this.fetch(path)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    // Safe for tests: what the API sends is checked against the contract before it leaves.
    return (await response.json()) as Body
  }

  /** Process ids of the product's processes whose command line holds all the words. */
  findProcesses(...words: readonly string[]): number[] {
    return listProcesses()
      .filter(({ environment }) => environment.includes(`TIEBACK_DATA_DIR=${this.dataDir}\0`))
      .filter(({ command }) => words.every((word) => command.includes(word)))
      .map(({ pid }) => pid)
  }

  /** Process ids of whatever has a word in its command line. */
  static findByCommand(word: string): number[] {
    return listProcesses()
      .filter(({ command }) => command.includes(word))
      .map(({ pid }) => pid)
  }

  /** Ctrl-C in the terminal; resolves with the exit code and what was said meanwhile. */
  async interrupt(): Promise<{ code: number | null; said: string }> {
    const { child } = this
    if (child?.pid === undefined) throw new Error('only who started the product may stop it')
    let said = ''
    child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const exited = once(child, 'exit') as Promise<[number | null]>
    process.kill(-child.pid, 'SIGINT')
    const [code] = await exited
    return { code, said }
  }

  async dispose(): Promise<void> {
    const { child } = this
    if (child !== null && child.exitCode === null && child.signalCode === null) await this.interrupt()
    await rm(this.dataDir, { recursive: true, force: true })
  }
}

function environmentOf(dataDir: string): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, REDIS_URL: _redis, TIEBACK_SOURCES: _sources, ...inherited } = process.env
  return { ...inherited, TIEBACK_DATA_DIR: dataDir, HOURLY_HISTORY_DAYS: '3' }
}

async function readAddress(child: ChildProcess): Promise<string> {
  let printed = ''
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), addressMsMax)
    const listen = (chunk: Buffer): void => {
      printed += chunk.toString()
      const address = /Tieback is at (http:\S+)/.exec(printed)?.[1]
      if (address === undefined) return
      clearTimeout(timer)
      resolve(address)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('exit', () => reject(new Error(`the product ended before it printed its address:\n${printed}`)))
  })
}

interface RunningProcess {
  readonly pid: number
  /** Arguments and variables, each ended by a NUL. */
  readonly command: string
  readonly environment: string
}

/** Every process that this user may look at. Linux alone has this folder, as it alone has the embedded start. */
function listProcesses(): RunningProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    if (!Number.isInteger(pid)) return []
    try {
      return [
        {
          pid,
          command: readFileSync(`/proc/${name}/cmdline`, 'latin1'),
          environment: readFileSync(`/proc/${name}/environ`, 'latin1'),
        },
      ]
    } catch {
      // It ended meanwhile, or belongs to somebody else.
      return []
    }
  })
}
