import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const documents = ['SECURITY.md', 'docs/security/asvs.md', 'docs/security/threat-model.md'] as const

interface NamedTest {
  readonly file: string
  readonly title: string | undefined
}

/** Every test that a document names: its file, and its title where one is meant. */
const findTests = (text: string): NamedTest[] =>
  [...text.matchAll(/`([\w./-]+\.test\.tsx?)`(?:: \*([^*]+)\*)?/g)].map(([, file = '', title]) => ({ file, title }))

const named = documents.flatMap((document) => findTests(read(document)))

/** Every link into this repository, as a path from its root; those that lead to a heading with it. */
const findLinks = (document: string): { file: string; heading: string | undefined }[] =>
  [...read(document).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(([, path = '', heading]) => ({
    file: path === '' ? document : join(document, '..', path),
    heading,
  }))

const headingsOf = (file: string): string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(/\s/g, '-'),
  )

/** How many requirements each section of ASVS 5.0.0 has in levels 1 and 2; they are the first ones of each. */
const requirements: Readonly<Record<string, number>> = {
  ...{ '1.1': 2, '1.2': 9, '1.3': 11, '1.4': 3, '1.5': 2 },
  ...{ '2.1': 3, '2.2': 3, '2.3': 4, '2.4': 1 },
  ...{ '3.2': 2, '3.3': 4, '3.4': 6, '3.5': 5, '3.7': 2 },
  ...{ '4.1': 3, '4.2': 1, '4.3': 2, '4.4': 4 },
  ...{ '5.1': 1, '5.2': 3, '5.3': 2, '5.4': 3 },
  ...{ '6.1': 3, '6.2': 12, '6.3': 4, '6.4': 4, '6.5': 5, '6.6': 3, '6.8': 4 },
  ...{ '7.1': 3, '7.2': 4, '7.3': 2, '7.4': 5, '7.5': 2, '7.6': 2 },
  ...{ '8.1': 2, '8.2': 3, '8.3': 1, '8.4': 1 },
  ...{ '9.1': 3, '9.2': 4 },
  ...{ '10.1': 2, '10.2': 2, '10.3': 4, '10.4': 11, '10.5': 5, '10.6': 2, '10.7': 3 },
  ...{ '11.1': 2, '11.2': 3, '11.3': 3, '11.4': 4, '11.5': 1, '11.6': 1 },
  ...{ '12.1': 3, '12.2': 2, '12.3': 4 },
  ...{ '13.1': 1, '13.2': 5, '13.3': 2, '13.4': 5 },
  ...{ '14.1': 2, '14.2': 4, '14.3': 3 },
  ...{ '15.1': 3, '15.2': 3, '15.3': 7 },
  ...{ '16.1': 1, '16.2': 5, '16.3': 4, '16.4': 3, '16.5': 3 },
  ...{ '17.1': 1, '17.2': 4, '17.3': 2 },
}

const rows = read('docs/security/asvs.md')
  .split('\n')
  .filter((line) => /^\| \d+\.\d+\.\d+ \|/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))

describe('the documents on security', () => {
  it.each([...new Set(named.map(({ file }) => file))])(
    'name %s, which is there, with the titles that it has',
    (file) => {
      expect(existsSync(join(root, file))).toBe(true)
      const text = read(file)
      for (const each of named) if (each.file === file && each.title !== undefined) expect(text).toContain(each.title)
    },
  )

  it.each(documents)('%s leads to pages and headings that are there', (document) => {
    for (const { file, heading } of findLinks(document)) {
      expect(existsSync(join(root, file)), file).toBe(true)
      if (heading !== undefined) expect(headingsOf(file)).toContain(heading)
    }
  })
})

describe('the page on ASVS', () => {
  it('has every requirement of both levels, once', () => {
    const expected = Object.entries(requirements).flatMap(([section, count]) =>
      Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
    )
    expect(rows.map(([, id]) => id).toSorted()).toEqual(expected.toSorted())
  })

  it.each(rows.map(([, id = '', level = '', , shownBy = '']) => ({ id, level, shownBy })))(
    '$id names a test, or why there is none',
    ({ level, shownBy }) => {
      expect(['1', '2']).toContain(level)
      const hasReason = /^(Not applicable|No test)[^:]*: \S.{7,}/.test(shownBy)
      expect(hasReason || findTests(shownBy).length > 0).toBe(true)
    },
  )
})
