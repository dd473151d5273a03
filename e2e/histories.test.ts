import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { ChangeList, Meta, Performance, Source, TreeNode } from '@tieback/contracts'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { Product } from './support/product.ts'
import { findSharedData, readRows } from './support/shared-data.ts'

interface Answer<Data> {
  readonly data: Data
  readonly meta: Meta
}

interface ImportReport {
  readonly discovered: { readonly read: number; readonly written: number; readonly quarantined: number }
  readonly production: { readonly read: number; readonly written: number; readonly quarantined: number }
}

const volve = findSharedData('volve')
const sodir = findSharedData('sodir')

describe('real histories beside the running product', () => {
  const product = Product.attach(inject('product'))
  const folders: string[] = []
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

  const runImport = async (...args: readonly string[]): Promise<ImportReport> =>
    JSON.parse(await product.run(...args, '--json')) as ImportReport

  async function findWells(kindOfAbove: string, name: string): Promise<Map<string, string>> {
    const { nodes } = (await product.get<Answer<{ nodes: TreeNode[] }>>('/api/v1/assets')).data
    const top = nodes.find((node) => node.kind === kindOfAbove && node.name === name)
    const below = new Set([top?.id])
    for (const node of nodes) if (below.has(node.parentId ?? undefined)) below.add(node.id)
    return new Map(
      nodes.filter((node) => node.kind === 'well' && below.has(node.id)).map((node) => [node.name, node.id]),
    )
  }

  const valuesOf = (performance: Performance, quantity: string): Map<string, number | null> => {
    const series = performance.series.find((each) => each.quantity === quantity && each.measure === 'allocated')
    return new Map(performance.periods.map(({ label }, index) => [label, series?.values[index] ?? null]))
  }

  /** Every month of every Volve well from the API, beside the field's own monthly sheet. */
  async function compareMonths(folder: string): Promise<{ months: number; deviations: string[] }> {
    const months = readRows(join(folder, 'volve_monthly.csv.gz'))
    const wells = await findWells('asset', 'VOLVE')
    expect(wells.size).toBe(7)
    const byWell = new Map<string, Performance>()
    for (const [name, id] of wells) {
      const path = `/api/v1/wells/${id}/performance?from=2007-09-01&to=2017-01-01&granularity=month`
      byWell.set(name, (await product.get<Answer<Performance>>(path)).data)
    }
    const columns = {
      oil_sm3: 'oil_production',
      gas_sm3: 'gas_production',
      water_sm3: 'water_production',
      water_injected_sm3: 'water_injection',
    }
    const deviations = months.flatMap((row) =>
      Object.entries(columns).flatMap(([column, quantity]) => {
        const wanted = row[column] ?? ''
        const performance = byWell.get(row['wellbore'] ?? '')
        const got = performance === undefined ? undefined : valuesOf(performance, quantity).get(row['month'] ?? '')
        const differs = Math.abs((got ?? 0) - Number(wanted)) > 1
        return differs
          ? [`${row['wellbore'] ?? ''} ${row['month'] ?? ''} ${quantity}: ${String(got)}, not ${wanted}`]
          : []
      }),
    )
    return { months: months.length, deviations }
  }

  it.skipIf(volve === null)(
    'takes in Volve from files: every one of its 526 well-months is that of the monthly sheet',
    async () => {
      const folder = volve ?? ''
      const first = await runImport('import', 'volve', '--path', folder)
      expect(first.discovered.written).toBeGreaterThan(8)
      expect(await compareMonths(folder)).toEqual({ months: 526, deviations: [] })
      const again = await runImport('import', 'volve', '--path', folder)
      expect(again.production).toMatchObject({ read: first.production.read, written: 0 })
      expect(again.discovered.written).toBe(0)
    },
  )

  it.skipIf(volve === null)(
    'takes the same history in through the REST adapter without finding anything new',
    async () => {
      const replayed = await runImport('simulate', 'ec', '--replay', 'volve', '--path', volve ?? '', '--ingest')
      expect(replayed.production.read).toBeGreaterThan(90_000)
      expect(replayed.production.written).toBe(0)
      expect(replayed.discovered.written).toBe(0)
    },
  )

  it.skipIf(volve === null)(
    'shows under /changes what a changed file moved, and keeps refused rows with their reason',
    async () => {
      const { meta } = await product.get<Answer<ChangeList>>('/api/v1/changes?since=2000-01-01T00:00:00Z&limit=1')
      const folder = mkdtempSync(join(tmpdir(), 'tieback-volve-'))
      folders.push(folder)
      cpSync(volve ?? '', folder, { recursive: true })
      const file = join(folder, 'volve_daily.csv.gz')
      const edited = gunzipSync(readFileSync(file))
        .toString('utf8')
        // The oil of one day is corrected; another day's hours become more than a day has.
        .replace(/^(2010-05-05,15\/9-F-12,(?:[^,]*,){9})[^,]*/m, '$14321.5')
        .replace(/^(2010-05-06,15\/9-F-12,)[^,]*/m, '$131')
      rmSync(file)
      writeFileSync(file, gzipSync(edited))
      const before = await countQuarantined('volve')
      await runImport('import', 'volve', '--path', folder)
      const { data } = await product.get<Answer<ChangeList>>(`/api/v1/changes?since=${meta.asOf}`)
      const ofVolve = data.changes.filter(({ sourceId }) => sourceId === 'volve')
      expect(ofVolve).toContainEqual(
        expect.objectContaining({ kind: 'restated', day: '2010-05-05', quantity: 'oil_production', after: 4_321.5 }),
      )
      expect(await countQuarantined('volve')).toBe(before + 1)
    },
  )

  async function countQuarantined(id: string): Promise<number> {
    const { sources } = (await product.get<Answer<{ sources: Source[] }>>('/api/v1/sources')).data
    return sources.find((source) => source.id === id)?.quarantined ?? 0
  }

  it.skipIf(sodir === null)(
    'takes in the Norwegian shelf whole: 403 facilities, 5,533 wellbores, 17,318 field-months',
    async () => {
      const first = await runImport('import', 'sodir', '--path', sodir ?? '')
      const { nodes } = (await product.get<Answer<{ nodes: TreeNode[] }>>('/api/v1/assets')).data
      const shelf = nodes.find(({ kind, name }) => kind === 'asset' && /norwegian/i.test(name))
      const below = new Set([shelf?.id])
      for (const node of nodes) if (below.has(node.parentId ?? undefined)) below.add(node.id)
      const count = (kind: string): number => nodes.filter((node) => node.kind === kind && below.has(node.id)).length
      expect({ facilities: count('facility'), wells: count('well') }).toEqual({ facilities: 403, wells: 5_533 })

      const rows = readRows(join(sodir ?? '', 'field_production_net_monthly.csv.gz'))
      expect(rows).toHaveLength(17_318)
      // The field with the longest history.
      const months = Object.entries(Object.groupBy(rows, (row) => row['field'] ?? '')).map(([name, own]) => ({
        name,
        own: own ?? [],
      }))
      const [longest] = months.toSorted((x, y) => y.own.length - x.own.length)
      expect(longest?.own.length).toBeGreaterThan(400)
      const field = nodes.find(({ kind, name }) => kind === 'hub' && name === longest?.name)
      const path = `/api/v1/hubs/${field?.id ?? ''}/performance?from=1970-01-01&to=2026-01-01&granularity=month`
      const oil = valuesOf((await product.get<Answer<Performance>>(path)).data, 'oil_production')
      for (const row of longest?.own ?? [])
        expect(oil.get(row['month'] ?? '')).toBeCloseTo(Number(row['oil_net_msm3']) * 1e6, 2)

      const again = await runImport('import', 'sodir', '--path', sodir ?? '')
      expect(again.production).toMatchObject({ read: first.production.read, written: 0 })
    },
  )
})
