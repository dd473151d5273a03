import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { renderMarkdown } from './reference/markdown.ts'
import { assetsPath, renderPage } from './reference/page.ts'
import { renderRoles } from './reference/roles.ts'

// Found by a file in each, so that a check for what nothing uses sees that they are used.
const ownFolder = dirname(fileURLToPath(new URL('./reference/operations.js', import.meta.url)))
const swaggerFolder = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui.css')))
const problemsFile = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'problems.md')

/** What is served of those folders; they hold more. */
const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'reference.css', 'operations.js']

const operationsPage = renderPage({
  title: 'Tieback API',
  path: '/docs/',
  head: `<link rel="stylesheet" href="${assetsPath}swagger-ui.css" />
    <script src="${assetsPath}swagger-ui-bundle.js" defer></script>
    <script src="${assetsPath}operations.js" defer></script>`,
  content: `<section aria-label="Documents" class="documents">
<h1 class="unseen">Operations</h1>
<p>The same as a document: <a href="/openapi.json">OpenAPI 3.1</a>, or <a href="/openapi-3.0.json">OpenAPI 3.0.3</a>
for gateways that import no newer one.</p>
</section>
<div id="drawn-operations"></div>`,
})

/**
 * Serves what a person reads about the API: its operations under `/docs/`, the problems that `type` leads to, the roles.
 * Nothing in it asks another origin, so that it can be read where there is no way out.
 */
export async function serveReference(app: FastifyInstance): Promise<void> {
  const problems = renderMarkdown(await readFile(problemsFile, 'utf8'))
  const pages = {
    '/docs/': operationsPage,
    '/docs/problems': renderPage({
      title: 'Problems · Tieback API',
      path: '/docs/problems',
      content: `<main class="prose">\n${problems}\n</main>`,
    }),
    '/docs/roles': renderPage({ title: 'Roles · Tieback API', path: '/docs/roles', content: renderRoles() }),
  }
  await app.register(async (scope) => {
    await scope.register(fastifyStatic, {
      root: [ownFolder, swaggerFolder],
      prefix: assetsPath,
      // The web application's files are served by another registration, which is the one that decorates.
      decorateReply: false,
      allowedPath: (path) => assets.includes(path.replace(/^\//, '')),
    })
    scope.get('/docs', (_, reply) => reply.redirect('/docs/', 301))
    for (const [path, html] of Object.entries(pages)) {
      scope.get(path, (_, reply) =>
        reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(html),
      )
    }
  })
}
