import { readdirSync, existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** What an adapter must have before it is relied on, level by level. */
const ladder = {
  bronze: ['check', 'config page', 'suite green', 'simulator'],
  silver: ['each failure sorted', 'logged once down and once back', 'wait and retry bounded', 'owner named'],
  gold: ['discovery', 'paging and load measured', 'known limits and troubleshooting written'],
}
const lines = Object.entries(ladder).flatMap(([level, names]) => names.map((name) => `${level} | ${name}`))

const readmes = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, path: `${import.meta.dirname}/${name}/README.md` }))
  .filter(({ path }) => existsSync(path))

/** Cells of the table under the heading *Readiness*, its own headings left out. */
function readLadder(path: string): string[][] {
  const [, section = ''] = readFileSync(path, 'utf8').split(/^## Readiness$/m)
  const [own = ''] = section.split(/^## /m)
  const rows = own.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

describe('the readiness of an adapter', () => {
  it('is told of by every adapter', () => {
    expect(readmes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['energy-components', 'files', 'pi-web-api']),
    )
  })

  it.each(readmes)('has each line of the ladder in $name/README.md, and no others', ({ path }) => {
    expect(readLadder(path).map(([level, line]) => `${level ?? ''} | ${line ?? ''}`)).toEqual(lines)
  })

  it.each(readmes)('is done or exempt with its reason in $name/README.md', ({ path }) => {
    for (const [, line, state] of readLadder(path))
      expect([line, state]).toEqual([line, expect.stringMatching(/^(done|exempt: \S.{9,})$/)])
  })
})
