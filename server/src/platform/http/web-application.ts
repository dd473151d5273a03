import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendNotFound } from './errors.ts'

/** Files under this folder carry their content's hash in their name: they never change. */
const immutableFolder = '/assets/'

/** What the web application reads before it draws; it is told at run time, so that one build serves every place. */
export interface WebSettings {
  /** Empty: the API is where the application itself comes from. */
  readonly apiBaseUrl: string
  /** Feature flags by name, as they stand at this moment. */
  readonly readFlags: () => Promise<Readonly<Record<string, boolean>>>
}

/** The same origin, and no flag. */
export const plainWebSettings: WebSettings = { apiBaseUrl: '', readFlags: () => Promise.resolve({}) }

const isPage = (request: FastifyRequest): boolean =>
  request.method === 'GET' && !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')

/** Serves the built web application with its configuration; every address that is a page and not a file gets its shell. Null: the API alone. */
export async function serveWebApplication(
  app: FastifyInstance,
  webRoot: string | null,
  { apiBaseUrl, readFlags, notServed }: WebSettings & { readonly notServed: readonly string[] },
): Promise<void> {
  // Without the files as well: while they are developed, another server hands them out and asks for this here.
  app.get('/config.json', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return { apiBaseUrl, flags: await readFlags(), notServed }
  })
  if (webRoot !== null) {
    await app.register(fastifyStatic, {
      root: webRoot,
      // Where a folder holds more than a build of ours, what is hidden in it stays so.
      dotfiles: 'ignore',
      setHeaders: (reply, path) => {
        const isImmutable = path.includes(immutableFolder)
        reply.header('cache-control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  app.setNotFoundHandler((request, reply) =>
    webRoot !== null && isPage(request) ? reply.sendFile('index.html') : sendNotFound(request, reply),
  )
}
