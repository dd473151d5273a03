import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** What the product runs from. Its page is not here: that one changes without a restart. */
const folders = ['contracts/src', 'domain/src', 'store', 'adapters/src', 'jobs/src', 'sim/src', 'server/src']

/** An editor writes a file in several steps, and a checkout many files at once, ms. */
const settleMs = 300

/** Longest that the product may take to end; its own grace is shorter, ms. */
const stopMsMax = 30_000

const isSource = (file: string | null): boolean =>
  file !== null && /\.(ts|sql|ya?ml)$/.test(file) && !/\.test\.ts$/.test(file)

/** The whole product as `npm start` runs it, started again on the data that it has whenever its sources change. */
export class WatchedProduct {
  private readonly variables: NodeJS.ProcessEnv
  private child: ChildProcess | null = null
  private readonly watchers: FSWatcher[]
  private timer: NodeJS.Timeout | null = null
  private turn = Promise.resolve()

  /** `variables` are added to its environment. */
  constructor(variables: NodeJS.ProcessEnv) {
    this.variables = variables
    this.watchers = folders.map((folder) =>
      watch(join(root, folder), { recursive: true }, (_event, file) => {
        if (isSource(file)) this.restartSoon()
      }),
    )
    this.start()
  }

  private start(): void {
    const child = spawn(process.execPath, [join(root, 'server', 'src', 'cli.ts'), 'up'], {
      cwd: root,
      env: { ...process.env, ...this.variables },
      stdio: ['ignore', 'inherit', 'inherit'],
      // A group of its own: Ctrl-C reaches this program alone, which then ends the product once and in order.
      detached: true,
    })
    this.child = child
    child.once('exit', () => {
      if (this.child !== child) return
      this.child = null
      console.log('The product has ended. It starts again with the next change.')
    })
  }

  private restartSoon(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      // One after the other: two products on one data directory refuse each other.
      this.turn = this.turn.then(async () => {
        await this.end()
        this.start()
      })
    }, settleMs)
  }

  private async end(): Promise<void> {
    const { child } = this
    this.child = null
    if (child?.pid === undefined) return
    const { pid } = child
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), stopMsMax)
    await exited
    clearTimeout(timer)
  }

  /** Ends the product for good. */
  async stop(): Promise<void> {
    for (const watcher of this.watchers) watcher.close()
    if (this.timer !== null) clearTimeout(this.timer)
    await this.turn
    await this.end()
  }
}
