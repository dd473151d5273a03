// The server as a site has it, and how long its event loop was held.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()
process.on('message', (ask) => {
  if (ask !== 'held') return
  process.send?.({ heldMs: delay.max / 1e6 })
  delay.reset()
})
await import('../http/tieback-server.ts')
