import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** A page of our own that says where a sign-in has ended: plain HTML, which works where nothing else does. */
export interface Page {
  readonly status: number
  readonly title: string
  /** One paragraph each. */
  readonly texts: readonly string[]
  /** What helps whoever is asked for help, in small print. */
  readonly detail?: string
  readonly action?: { readonly label: string; readonly path: string }
  readonly retryAfterS?: number
}

const stylePath = '/auth/pages.css'

const style = readFileSync(join(import.meta.dirname, 'pages.css'), 'utf8')

/** Nothing but the style above, and links that a person follows. */
const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeText = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '')

/** A page as HTML. Every text is escaped: some of it comes from the provider. */
function renderPage({ title, texts, detail, action }: Page): string {
  const parts = [
    '<p class="product">Tieback</p>',
    `<h1>${escapeText(title)}</h1>`,
    ...texts.map((text) => `<p>${escapeText(text)}</p>`),
    ...(detail === undefined ? [] : [`<p class="detail">${escapeText(detail)}</p>`]),
    ...(action === undefined
      ? []
      : [`<a class="action" href="${escapeText(action.path)}">${escapeText(action.label)}</a>`]),
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)} · Tieback</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<main>
${parts.join('\n')}
</main>
</body>
</html>
`
}

/** Sends a page; nobody keeps it. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  if (page.retryAfterS !== undefined) reply.header('retry-after', page.retryAfterS)
  return reply
    .code(page.status)
    .headers({ 'content-security-policy': contentSecurityPolicy, 'cache-control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(renderPage(page))
}

/** Serves the style of the pages. */
export function servePageStyle(app: FastifyInstance): void {
  app.get(stylePath, (_, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'max-age=300').send(style),
  )
}
