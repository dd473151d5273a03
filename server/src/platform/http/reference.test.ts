import { ProblemCode, problemTable, roleScopes, roleTitles, type Scope } from '@tieback/contracts'
import { listRoutes } from '@tieback/contracts/openapi'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderMarkdown } from './reference/markdown.ts'
import { serveReference } from './reference.ts'

describe('the reference pages', () => {
  const app = Fastify()
  beforeAll(() => serveReference(app))
  afterAll(() => app.close())

  const read = async (path: string) => {
    const { statusCode, headers, body } = await app.inject({ url: path })
    return { status: statusCode, type: headers['content-type'], location: headers.location, text: body }
  }

  /** What a page makes a browser fetch or run. */
  const listTargets = (html: string): string[] => [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, to = '']) => to)

  it.each(['/docs/', '/docs/problems', '/docs/roles'])(
    '%s is a page that leads to the others and back',
    async (path) => {
      const { status, type, text } = await read(path)
      expect([status, type]).toStrictEqual([200, 'text/html; charset=utf-8'])
      expect(text).toMatch(/<title>(.+ · )?Tieback API<\/title>/)
      expect(listTargets(text)).toStrictEqual(
        expect.arrayContaining(['/', '/docs/', '/docs/problems', '/docs/roles', '/docs/assets/reference.css']),
      )
      expect(text).toContain(`<a href="${path}" aria-current="page">`)
    },
  )

  it.each(['/docs/', '/docs/problems', '/docs/roles'])(
    '%s loads only what this server has, and no script stands in it',
    async (path) => {
      const { text } = await read(path)
      expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\son[a-z]+=/)
      const loaded = [...text.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]*)"/g)].map(([, to = '']) => to)
      for (const target of loaded.filter((to) => to !== '/favicon.svg')) {
        expect((await read(target)).status, target).toBe(200)
      }
    },
  )

  it('sends a reader of /docs to the page', async () => {
    expect(await read('/docs')).toMatchObject({ status: 301, location: '/docs/' })
  })

  it.each([
    ['swagger-ui-bundle.js', /javascript/],
    ['operations.js', /javascript/],
    ['swagger-ui.css', /css/],
    ['reference.css', /css/],
  ])('serves %s', async (name, type) => {
    const answer = await read(`/docs/assets/${name}`)
    expect(answer.status).toBe(200)
    expect(answer.type).toMatch(type)
    expect(answer.text.length).toBeGreaterThan(500)
  })

  it.each([
    'page.ts',
    'package.json',
    'swagger-ui-bundle.js.map',
    'swagger-initializer.js',
    '../reference.ts',
    '%2e%2e/reference.ts',
  ])('serves nothing else of its folders, such as %s', async (name) => {
    expect((await read(`/docs/assets/${name}`)).status).toBe(404)
  })

  it.each(ProblemCode.options)('has a place on the page of problems for %s', async (code) => {
    const { text } = await read('/docs/problems')
    const { status, title } = problemTable[code]
    expect(text).toContain(`<h2 id="${code}">${code}</h2>\n<p><strong>${status}</strong> ${title}.</p>`)
  })

  /** The rows of a table of the page of roles, each as the texts of its cells; the head first. */
  async function readTable(id: string): Promise<string[][]> {
    const { text } = await read('/docs/roles')
    const [, table = ''] = text.split(`<h2 id="${id}">`)
    return [...(table.split('</table>')[0] ?? '').matchAll(/<tr>(.*)<\/tr>/g)].map(([, row = '']) =>
      [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.replaceAll(/<[^>]+>/g, '')),
    )
  }

  const heldScopes: readonly (readonly Scope[])[] = Object.values(roleScopes)

  it('has a row for each scope that says which roles have it', async () => {
    const [head, ...rows] = await readTable('scopes')
    expect(head).toStrictEqual(['Scope', ...Object.values(roleTitles)])
    expect(rows.map(([scope]) => scope)).toStrictEqual([...new Set(heldScopes.flat())])
    for (const [scope, ...cells] of rows) {
      expect(cells).toStrictEqual(
        heldScopes.map((held) => ((held as readonly unknown[]).includes(scope) ? 'yes' : 'no')),
      )
    }
  })

  it('has a row for each operation that says which roles may call it, and for which of them only who sees all', async () => {
    const [head, ...rows] = await readTable('operations')
    expect(head?.slice(3)).toStrictEqual(Object.values(roleTitles))
    const expected = listRoutes().map(({ route: { method, path, metadata } }) => {
      const needed = metadata.access.filter((scope) => scope !== 'public')
      const cells = heldScopes.map((held) => needed.every((scope) => held.includes(scope)))
      const yes = metadata.reach === 'field' ? 'whole field' : 'yes'
      return [`${method} ${path}`, metadata.access.join(' '), ...cells.map((may) => (may ? yes : 'no'))]
    })
    expect(rows.map(([operation, needs, , ...cells]) => [operation, needs, ...cells])).toStrictEqual(expected)
  })
})

describe('markdown of our own pages', () => {
  it.each([
    ['a heading with its words as its name', '## Not found', '<h2 id="not-found">Not found</h2>'],
    ['a paragraph of several lines', 'One\ntwo', '<p>One\ntwo</p>'],
    ['paragraphs apart', 'One\n\ntwo', '<p>One</p>\n<p>two</p>'],
    [
      'code, in which nothing else has a meaning',
      '`a **b** [c](https://d)`',
      '<p><code>a **b** [c](https://d)</code></p>',
    ],
    ['bold', '**404** gone', '<p><strong>404</strong> gone</p>'],
    ['a link', '[RFC](https://example.org/a)', '<p><a href="https://example.org/a">RFC</a></p>'],
    ['only the words of a link to a file', '[runbook](runbooks/a.md)', '<p>runbook</p>'],
    ['only the words of a link that would run', '[x](javascript:alert(1))', '<p>x)</p>'],
    ['marks of HTML as text', '<b> & "c"', '<p>&lt;b&gt; &amp; &quot;c&quot;</p>'],
  ])('shows %s', (_, text, html) => {
    expect(renderMarkdown(text)).toBe(html)
  })
})
