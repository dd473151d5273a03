import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import { pageHeaders, stylePath, stylesheet } from './html.ts'
import { renderExpired, renderSignIn } from './pages.ts'
import type { EvaluationPerson } from './persons.ts'

/** Largest form that is read, bytes: it holds one name. */
const formBytesMax = 4_096

export interface SignInPages {
  /** Answers where the address is one of ours; false: it is the provider's. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<boolean>
}

export interface SignInOptions {
  readonly provider: () => Provider
  readonly persons: () => readonly EvaluationPerson[]
  /** Where a form may lead in the end: browsers hold redirects to it as well. */
  readonly formOrigins: readonly string[]
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > formBytesMax) throw new RangeError('the form is too large')
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString())
}

/** The pages on which somebody chooses who to be. */
export function createSignInPages({ provider, persons, formOrigins }: SignInOptions): SignInPages {
  const headers = pageHeaders(formOrigins)
  const send = (response: ServerResponse, status: number, page: string): void => {
    response.writeHead(status, headers).end(page)
  }

  const choose = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = await readForm(request)
    if (form.has('cancel')) {
      const refusal = { error: 'access_denied', error_description: 'Nobody was chosen' }
      await provider().interactionFinished(request, response, refusal, { mergeWithLastSubmission: false })
      return
    }
    const accountId = form.get('person') ?? ''
    if (!persons().some(({ id }) => id === accountId)) {
      send(response, 400, renderExpired())
      return
    }
    await provider().interactionFinished(
      request,
      response,
      { login: { accountId }, consent: {} },
      { mergeWithLastSubmission: false },
    )
  }

  const interact = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Throws where the browser has no such sign-in under way, or has used it.
    const { uid } = await provider().interactionDetails(request, response)
    if (request.method === 'POST') await choose(request, response)
    else send(response, 200, renderSignIn(`/interaction/${uid}`, persons()))
  }

  return {
    answer: async (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://provider')
      if (pathname === stylePath) {
        response.writeHead(200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300' })
        response.end(stylesheet)
        return true
      }
      if (!pathname.startsWith('/interaction/')) return false
      await interact(request, response).catch(() => {
        if (!response.headersSent) send(response, 400, renderExpired())
      })
      return true
    },
  }
}
