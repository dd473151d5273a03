/** Where the files of these pages are served. */
export const assetsPath = '/docs/assets/'

const pages = [
  { path: '/docs/', label: 'Operations' },
  { path: '/docs/problems', label: 'Problems' },
  { path: '/docs/roles', label: 'Roles' },
] as const

interface PageContent {
  readonly title: string
  readonly path: (typeof pages)[number]['path']
  /** HTML of the page itself, with its own landmarks: what Swagger UI draws is a `main` already. */
  readonly content: string
  /** More of the head: styles and scripts, as files of `assetsPath`. */
  readonly head?: string
}

const toNavigation = (current: string): string =>
  pages
    .map(({ path, label }) => `<a href="${path}"${path === current ? ' aria-current="page"' : ''}>${label}</a>`)
    .join('\n        ')

/** A whole page of the reference. It asks for nothing but what this server has, and no script stands in it. */
export const renderPage = ({ title, path, content, head = '' }: PageContent): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    <title>${title}</title>
    ${head}
    <link rel="stylesheet" href="${assetsPath}reference.css" />
  </head>
  <body>
    <header class="bar">
      <p class="name">Tieback API</p>
      <nav aria-label="Reference">
        ${toNavigation(path)}
      </nav>
      <a class="back" href="/">Open the application</a>
    </header>
    <div class="content">
${content}
    </div>
  </body>
</html>
`
