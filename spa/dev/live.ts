import { join } from 'node:path'
import { createServer } from 'vite'
import { WatchedProduct } from './product.ts'

// The whole product, and the development server in front of it: a change of the page shows at once, a change of the server starts
// the product again.

const page = await createServer({ configFile: join(import.meta.dirname, '..', 'vite.config.ts'), mode: 'development' })
await page.listen()
const address = page.resolvedUrls?.local[0] ?? ''
// Sign-ins come back to the address that browsers use: that of the page as it is edited, which hands them to the product.
const product = new WatchedProduct({ TIEBACK_PUBLIC_URL: new URL(address).origin })
console.log(`The page, as you edit it, is at ${address}   (Ctrl-C stops it and the product)`)

let isStopping = false
async function stop(): Promise<void> {
  if (isStopping) return
  isStopping = true
  await Promise.all([page.close(), product.stop()])
  process.exit(0)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
