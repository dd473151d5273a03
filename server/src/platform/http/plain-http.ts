import type { FastifyInstance } from 'fastify'
import type { Callers } from './callers.ts'
import { ProblemError } from './problems.ts'

const isPage = (method: string, accept = ''): boolean => method === 'GET' && accept.includes('text/html')

/**
 * Sends people who came by http on to https. Programs are refused: one that is quietly redirected goes on sending its
 * token in the clear, and nobody notices.
 */
export function requireHttps(app: FastifyInstance, publicUrl: string, callers: Callers): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!callers.cameInTheClear(request.raw)) return
    if (isPage(request.method, request.headers.accept) && !request.url.startsWith('/api/')) {
      return await reply.redirect(`${publicUrl}${request.url}`, 308)
    }
    throw new ProblemError('invalid-request', `Send it to ${publicUrl}: what comes by http can be read on the way.`)
  })
}
