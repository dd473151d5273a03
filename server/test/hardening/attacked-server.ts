// A process of its own, so that what attackers do to prepare themselves isn't counted as the server's work.
import type { ConnectionLimits } from '../../src/platform/http/connection-limits.ts'
import { plainWebSettings, serveWebApplication } from '../../src/platform/http/web-application.ts'
import { startSmallServer } from '../small-server.ts'
import { LoopWatch } from './loop-watch.ts'

/** What the server is started with, as its one argument. */
export interface AttackedSettings {
  readonly connectionLimits?: Partial<ConnectionLimits>
  /** Folder that is served as the web application. */
  readonly webRoot?: string | null
}

// Safe: whoever starts this has written it as such.
const { connectionLimits = {}, webRoot = null } = JSON.parse(process.argv[2] ?? '{}') as AttackedSettings

const server = await startSmallServer({
  connectionLimits,
  prepare: (app) => serveWebApplication(app, webRoot, { ...plainWebSettings, notServed: [] }),
})
const watch = new LoopWatch()
process.on('message', (ask: { readonly id: number; readonly what: 'held' | 'connections' }) => {
  if (ask.what === 'held') {
    process.send?.({ id: ask.id, value: watch.take() })
    return
  }
  server.app.server.getConnections((_error, count) => process.send?.({ id: ask.id, value: count }))
})
process.once('disconnect', () => process.exit(0))
process.send?.({ url: server.url })
