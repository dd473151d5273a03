import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where pages find their style. */
export const stylePath = '/evaluation.css'

export const stylesheet = readFileSync(join(import.meta.dirname, 'evaluation.css'), 'utf8')

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that is safe between tags and in quoted attributes. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '')

/** Said on every page: nobody should take this for the company's own sign-in. */
const notice =
  '<p class="notice"><strong>For evaluation.</strong> Everybody who can open this page can be anybody: there are no passwords. In production Tieback takes its people from your own OpenID provider.</p>'

/** A whole page; `body` is HTML already. */
export const renderPage = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Tieback, for evaluation</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<main>
<p class="product">Tieback</p>
<h1>${escapeHtml(title)}</h1>
${notice}
${body}
</main>
</body>
</html>
`

/** Headers of every page: nothing but our own style is loaded, and nobody frames it. Browsers hold redirects after a form to `formOrigins` too. */
export const pageHeaders = (formOrigins: readonly string[]): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' ${formOrigins.join(' ')}`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
})
