import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { projectRoot } from '../runtime.ts'

const cli = join(projectRoot, 'server', 'src', 'cli.ts')

/** Longest wait for a child's word that it is ready, ms: a field of 400 days is worked out in seconds. */
const readyMsMax = 60_000

/** Wait after a child's death before it is started again: long enough to be seen as the outage that it is, ms. */
const restartDelayMs = 20_000

export interface ChildSettings {
  readonly name: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly logDir: string
  /** Whether the child says when it is ready, through its channel. */
  readonly announcesReady: boolean
  readonly log: (message: string) => void
  /** Aborts when all is being stopped: from then on a child that ends is not started again. */
  readonly signal: AbortSignal
}

/** One of the processes of the embedded start: started, watched, started again when it dies, stopped with the rest. */
export class SupervisedChild {
  private readonly settings: ChildSettings
  private child: ChildProcess | null = null
  private logFile: FileHandle | null = null

  constructor(settings: ChildSettings) {
    this.settings = settings
  }

  /** Starts it; resolves with what it announced, once it is ready. `restartArgs` replaces the arguments of later starts. */
  async start(restartArgs?: (announced: unknown) => readonly string[]): Promise<unknown> {
    const { name, args, logDir, log } = this.settings
    await mkdir(logDir, { recursive: true })
    this.logFile = await open(join(logDir, `${name}.log`), 'w')
    const announced = await this.spawnOnce(args)
    const later = restartArgs?.(announced) ?? args
    void this.keepAlive(later).catch((error: unknown) => {
      log(`${name} can't be started again: ${error instanceof Error ? error.message : String(error)}`)
    })
    return announced
  }

  /** Asks it to end, waits, and ends it. To be called once `signal` has aborted. */
  async stop(graceMs: number): Promise<void> {
    const { child } = this
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
      await exited
      clearTimeout(timer)
    }
    await this.logFile?.close()
  }

  private async spawnOnce(args: readonly string[]): Promise<unknown> {
    const { name, env, logDir, announcesReady } = this.settings
    const output = this.logFile?.fd ?? 'ignore'
    const child = spawn(process.execPath, [cli, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output, 'ipc'],
    })
    this.child = child
    if (!announcesReady) return null
    const exited = once(child, 'exit').then(([code]) => {
      throw new Error(`${name} ended with code ${String(code)} before it was ready; see ${join(logDir, `${name}.log`)}`)
    })
    const timeout = wait(readyMsMax, undefined, { ref: false }).then(() => {
      throw new Error(`${name} was not ready after ${readyMsMax / 1_000} s; see ${join(logDir, `${name}.log`)}`)
    })
    const [announced] = (await Promise.race([once(child, 'message'), exited, timeout])) as [unknown]
    return announced
  }

  private async keepAlive(args: readonly string[]): Promise<void> {
    const { name, log } = this.settings
    for (;;) {
      await this.untilExit()
      if (this.isStopping()) return
      log(`${name} ended; it is started again in ${restartDelayMs / 1_000} s`)
      await wait(restartDelayMs, undefined, { signal: this.settings.signal }).catch(() => undefined)
      if (this.isStopping()) return
      await this.spawnOnce(args)
      log(`${name} runs again`)
    }
  }

  private isStopping(): boolean {
    return this.settings.signal.aborted
  }

  private async untilExit(): Promise<void> {
    const { child } = this
    if (child !== null && child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
}
