import { setupWorker } from 'msw/browser'
import { createHttpHandlers } from './http-handlers.ts'
import { createMockWorld, type MockOptions } from './mock-world.ts'

export interface BrowserMockOptions extends MockOptions {
  /** Origin of the API as the page is configured; empty: its own. */
  readonly baseUrl?: string
  /** Where the page serves the worker's script. */
  readonly workerUrl?: string
}

/**
 * Answers the page's API calls from an invented field until the returned function is called.
 *
 * Everything else, such as the page's own files, goes to the network as ever.
 */
export async function startMockApi({ baseUrl = '', workerUrl, ...options }: BrowserMockOptions = {}): Promise<
  () => Promise<void>
> {
  const worker = setupWorker(...createHttpHandlers(createMockWorld(options), baseUrl))
  await worker.start({
    quiet: true,
    onUnhandledFrame: 'bypass',
    ...(workerUrl === undefined ? {} : { serviceWorker: { url: workerUrl } }),
  })
  return async () => {
    await worker.stop()
  }
}
