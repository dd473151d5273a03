import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findFile, getFile, readTable } from './csv-table.ts'
import { useTemporaryFolders } from './test/temporary-folder.ts'

const makeFolder = useTemporaryFolders()
const shape = {
  sourceId: 'files',
  columns: { name: ['name', 'NAVN'], value: ['value'] },
  required: ['name'] as 'name'[],
}

async function read(path: string, signal = new AbortController().signal) {
  const rows = []
  for await (const row of readTable<'name' | 'value'>(path, shape, signal))
    rows.push({ ...row, cells: [row.text('name'), row.text('value')] })
  return rows
}
const readText = async (content: string | Buffer, name = 'table.csv') =>
  read(join(await makeFolder({ [name]: content }), name))
const cellsOf = async (content: string | Buffer, name?: string) =>
  (await readText(content, name)).map(({ cells }) => cells)

describe('readTable', () => {
  it('gives fields by our names, whatever the file calls them, and the whole line', async () => {
    const [row] = await readText('NAVN,Value,extra\nBrønn 1, 2.5 ,x\n')
    expect(row).toMatchObject({
      line: 2,
      cells: ['Brønn 1', '2.5'],
      source: { NAVN: 'Brønn 1', Value: '2.5', extra: 'x' },
      decimal: '.',
    })
  })

  it.each([
    ['commas', 'name,value\nA,1\n', '.'],
    ['semicolons, as where the comma is the decimal sign', 'name;value\nA;1\n', ','],
    ['tabs', 'name\tvalue\nA\t1\n', '.'],
  ])('finds out that fields are parted by %s', async (_what, content, decimal) => {
    expect(await readText(content)).toMatchObject([{ cells: ['A', '1'], decimal }])
  })

  it('reads gzip, a byte order mark, quoted fields and Windows line ends', async () => {
    expect(await cellsOf('\uFEFFname,value\r\n"A, ""the first""",1\r\n\r\nB,\r\n', 'table.csv.gz')).toEqual([
      ['A, "the first"', '1'],
      ['B', ''],
    ])
  })

  it('gives an empty field where the file has no such column, or the line ends early', async () => {
    expect(await cellsOf('name\nA\n')).toEqual([['A', '']])
    expect(await cellsOf('name,value\nA\n')).toEqual([['A', '']])
  })

  it.each([
    ['a needed column is missing', 'value\n1\n', 'lacks columns: name or NAVN. It has: value'],
    ['the file is empty', '', 'is empty'],
    ['the text is not UTF-8', Buffer.from('name,value\nBr\xF8nn,1\n', 'latin1'), "can't be read"],
    ['a line has more fields than the header', 'name,value\nA,1,2\n', "can't be read"],
    ['a quote is never closed', 'name,value\n"A,1\n', "can't be read"],
  ])('refuses a file where %s', async (_what, content, message) => {
    await expect(readText(content)).rejects.toMatchObject({
      code: 'bad_payload',
      message: expect.stringContaining(message) as string,
    })
  })

  it('refuses a gzip that breaks off', async () => {
    const folder = await makeFolder({ 'table.csv.gz': `name,value\n${'A,1\n'.repeat(10_000)}` })
    await truncate(join(folder, 'table.csv.gz'), 40)
    await expect(read(join(folder, 'table.csv.gz'))).rejects.toMatchObject({ code: 'bad_payload' })
  })

  it('hears an abort between lines', async () => {
    const folder = await makeFolder({ 'table.csv': `name,value\n${'A,1\n'.repeat(100)}` })
    const controller = new AbortController()
    const rows = readTable<'name' | 'value'>(join(folder, 'table.csv'), shape, controller.signal)
    await rows.next()
    controller.abort()
    await expect(rows.next()).rejects.toThrow(/abort/i)
  })
})

describe('getFile', () => {
  it('finds a file in a folder, plain or compressed, or takes the path of one', async () => {
    const folder = await makeFolder({ 'b.csv.gz': 'x', 'c.csv': 'x' })
    expect((await getFile(folder, ['a.csv', 'b.csv'], 'files', '')).path).toBe(join(folder, 'b.csv.gz'))
    expect((await getFile(join(folder, 'c.csv'), ['a.csv'], 'files', '')).path).toBe(join(folder, 'c.csv'))
    expect(await findFile(folder, ['a.csv'])).toBeNull()
  })

  it('says what it looked for and where to get it', async () => {
    const folder = await makeFolder({})
    await expect(getFile(folder, ['a.csv'], 'files', 'Ask the register.')).rejects.toMatchObject({
      code: 'not_found',
      message: `${folder} has no a.csv[.gz]. Ask the register.`,
    })
  })
})
