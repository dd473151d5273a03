import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeKinds, type Change, type ChangeClass } from '../src/diff/change.ts'
import { diffContracts } from '../src/diff/diff-contracts.ts'
import { listReleased, presentContract, readReleased, writeReleased } from '../src/diff/released-contracts.ts'
import { countChanges, renderChanges } from '../src/diff/report.ts'
import { compareVersions, judge, parseVersion, versionThatMayBreak } from '../src/diff/version-rule.ts'

const changeOf = (kind: ChangeClass, said: Partial<Change> = {}): Change => ({
  path: 'GET /a 200 data',
  direction: 'response',
  kind: 'type-replaced',
  class: kind,
  detail: 'text became a number',
  before: 'string',
  after: 'number',
  origin: null,
  ...said,
})

describe('versions', () => {
  it('are ordered by their numbers, not by their letters', () => {
    const versions = ['0.10.0', '1.0.0', '0.9.10', '0.9.9']
    expect(versions.sort(compareVersions)).toStrictEqual(['0.9.9', '0.9.10', '0.10.0', '1.0.0'])
  })

  it.each(['1.2', 'v1.2.3', '1.2.3-beta', '01.x.0'])('are three numbers, which %s is not', (text) => {
    expect(() => parseVersion(text)).toThrow(text)
  })

  it('may break promises with the next major one, before 1.0.0 with the next minor one', () => {
    expect(['0.1.4', '0.9.0', '1.2.3'].map(versionThatMayBreak)).toStrictEqual(['0.2.0', '0.10.0', '2.0.0'])
  })
})

describe('the rule', () => {
  const verdictOf = (kind: ChangeClass, released: string, present: string) =>
    judge([changeOf(kind)], released, present).isAllowed

  it.each([
    ['0.1.0', '0.1.0', false],
    ['0.1.0', '0.1.9', false],
    ['0.1.0', '0.2.0', true],
    ['0.1.0', '1.0.0', true],
    ['1.1.0', '1.2.0', false],
    ['1.1.0', '2.0.0', true],
  ])('on a break since %s in a contract of %s is %s', (released, present, isAllowed) => {
    expect(verdictOf('breaking', released, present)).toBe(isAllowed)
  })

  it.each<ChangeClass>(['additive', 'none-visible', 'beta'])('lets anything %s pass without a new version', (kind) => {
    expect(verdictOf(kind, '1.1.0', '1.1.0')).toBe(true)
  })

  it('refuses a contract that is older than what is released', () => {
    expect(judge([], '0.2.0', '0.1.0').isAllowed).toBe(false)
  })

  it('says which version would do, and where it stands', () => {
    const { message } = judge([changeOf('breaking')], '1.4.0', '1.5.0')
    expect(message).toContain('2.0.0')
    expect(message).toContain('contracts/package.json')
  })
})

describe('the report', () => {
  const inFigure = (path: string) => changeOf('breaking', { path, origin: 'Figure.value' })

  it('tells what breaks first, and a shared schema once with the places that use it', () => {
    const text = renderChanges([changeOf('additive'), inFigure('GET /a 200 one'), inFigure('GET /b 200 two')])
    expect(text).toBe(
      [
        'Breaking: 1',
        '  type-replaced          Figure.value (response): text became a number',
        '    GET /a 200 one and 1 more place',
        '',
        'Additive: 1',
        '  type-replaced          GET /a 200 data: text became a number',
        '',
        '',
      ].join('\n'),
    )
  })

  it('says nothing where nothing differs', () => {
    expect(renderChanges([])).toBe('')
  })

  it('counts each class', () => {
    expect(countChanges([changeOf('beta'), changeOf('beta'), changeOf('breaking')])).toStrictEqual({
      breaking: 1,
      additive: 0,
      'none-visible': 0,
      beta: 2,
    })
  })
})

describe('released contracts', () => {
  let folder: URL
  beforeAll(async () => {
    folder = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'released-'))}/`)
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('are none before the first', async () => {
    expect(await listReleased(new URL('none/', folder))).toStrictEqual([])
  })

  it('are read as they were kept, oldest first', async () => {
    for (const version of ['0.10.0', '0.9.0']) {
      await writeReleased({ version, document: { info: { version }, paths: {} } }, folder)
    }
    expect(await listReleased(folder)).toStrictEqual(['0.9.0', '0.10.0'])
    expect((await readReleased('0.10.0', folder)).document).toStrictEqual({ info: { version: '0.10.0' }, paths: {} })
  })

  it('are refused where a file holds another version than its name', async () => {
    await writeReleased({ version: '0.3.0', document: { info: { version: '0.4.0' } } }, folder)
    await expect(readReleased('0.3.0', folder)).rejects.toThrow('0.4.0')
  })
})

describe('the contract', () => {
  it('does not differ from itself', () => {
    expect(diffContracts(presentContract().document, presentContract().document)).toStrictEqual([])
  })

  it('can be compared with every version that was released', async () => {
    const released = await listReleased()
    expect(released.length).toBeGreaterThan(0)
    for (const version of released) {
      const { document } = await readReleased(version)
      const kinds = diffContracts(document, presentContract().document).map((change) => change.kind)
      expect(kinds.filter((kind) => !changeKinds.includes(kind))).toStrictEqual([])
    }
  })
})
