import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendNotFound } from './errors.ts'

/** Files under this folder carry their content's hash in their name: they never change. */
const immutableFolder = '/assets/'

const isPage = (request: FastifyRequest): boolean =>
  request.method === 'GET' && !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')

/** Serves the built web application; every address that is a page and not a file gets its shell. Null: the API alone. */
export async function serveWebApplication(app: FastifyInstance, webRoot: string | null): Promise<void> {
  if (webRoot !== null) {
    await app.register(fastifyStatic, {
      root: webRoot,
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
