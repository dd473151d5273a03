import { readFileSync } from 'node:fs'
import { createCalendar } from '@tieback/domain'
import { createField } from '@tieback/sim'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEnergyComponentsSource, createPiWebApiSource, type Source } from './index.ts'
import { parseEnergyComponentsMapping } from './energy-components/mapping.ts'
import { parsePiMapping } from './pi-web-api/mapping.ts'
import { createFieldRows, startEcSimulator, startPiSimulator, type Simulator } from './simulators.ts'

const epoch = new Date('2026-11-19T09:00:00Z')
const calendar = createCalendar('field', [{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
const field = createField({ seed: 7, epoch, historyDays: 30, calendar })
const tags = field.tags.filter(({ createdMs }) => createdMs <= epoch.getTime())
const clock = { now: () => epoch }
const { signal } = new AbortController()
const siteFile = (name: string): string => readFileSync(new URL(`../../sim/site/${name}.yaml`, import.meta.url), 'utf8')

describe('the field as the adapters read it through its site files', () => {
  const simulators: Simulator[] = []
  let record: Source
  let historian: Source

  beforeAll(async () => {
    const ec = await startEcSimulator({ rows: createFieldRows(field), clock })
    const pi = await startPiSimulator({ field, clock })
    simulators.push(ec, pi)
    record = createEnergyComponentsSource({
      id: 'ec',
      name: 'System of record',
      baseUrl: ec.baseUrl,
      mapping: parseEnergyComponentsMapping(siteFile('energy-components')),
    })
    historian = createPiWebApiSource({
      id: 'pi',
      name: 'Historian',
      baseUrl: pi.baseUrl,
      mapping: parsePiMapping(siteFile('pi-web-api')),
    })
  })
  afterAll(() => Promise.all(simulators.map((simulator) => simulator.stop())))

  it('has every node, each under its parent, and the site’s calendar', async () => {
    const { nodes, refused, calendar: found } = await record.discover(signal)
    const { assets, hubs, facilities } = field.topology
    const wells = new Set(nodes.filter(({ kind }) => kind === 'well').map(({ objectId }) => objectId))
    const ids = new Set(nodes.map(({ objectId }) => objectId))
    expect(refused).toEqual([])
    expect(ids.size - wells.size).toBe(assets.length + hubs.length + facilities.length)
    expect(nodes.every(({ kind, parentObjectId }) => kind === 'asset' || ids.has(parentObjectId ?? ''))).toBe(true)
    expect(found?.rules).toEqual([{ validFrom: null, timeZone: 'Europe/Oslo', dayStart: '06:00' }])
  })

  it('gives figures of every quantity that the site file names, refusing none', async () => {
    const days = { from: field.days.label(0), to: field.days.label(31) }
    const found = new Map<string, number>()
    for await (const { rows, refused } of record.production?.readProduction({ days }, signal) ?? []) {
      expect(refused).toEqual([])
      for (const { quantity, measure, value } of rows) {
        if (value !== null) found.set(`${quantity} ${measure}`, (found.get(`${quantity} ${measure}`) ?? 0) + 1)
      }
    }
    const named = parseEnergyComponentsMapping(siteFile('energy-components')).datasets.production
    const expected = named.flatMap(({ fields }) => fields.map(({ quantity, measure }) => `${quantity} ${measure}`))
    expect([...found.keys()].toSorted()).toEqual([...new Set(expected)].toSorted())
  })

  it('gives its events and tests, refusing none', async () => {
    const days = { from: field.days.label(0), to: field.days.label(31) }
    let events = 0
    let tests = 0
    for await (const { rows, refused } of record.production?.readDeferments({ days }, signal) ?? []) {
      events += rows.length
      expect([...refused, ...rows.filter(({ category }) => category === 'unclassified')]).toEqual([])
    }
    for await (const { rows, refused } of record.production?.readWellTests({ days }, signal) ?? []) {
      tests += rows.length
      expect(refused).toEqual([])
    }
    expect(events).toBeGreaterThan(50)
    expect(tests).toBeGreaterThan(30)
  })

  it('has every numeric tag as a signal of a node that the system of record names by the same code', async () => {
    const { nodes } = await record.discover(signal)
    const codes = new Set(nodes.map(({ code }) => code))
    const { signals, refused } = await historian.discover(signal)
    const numeric = tags.filter(({ sort }) => sort.pointType !== 'Digital')
    expect(refused).toEqual([])
    expect(signals).toHaveLength(numeric.length)
    expect(signals.filter(({ node }) => !codes.has(node.value))).toEqual([])
  })

  it('gives the hourly averages of a rate that add up to about what the well truly gave', async () => {
    const day = 20
    const range = { start: new Date(field.days.startMs(day)), end: new Date(field.days.startMs(day + 1)) }
    const rates = tags.filter(({ sort }) => sort.measurand === 'oil-rate')
    const names = rates.map((tag) => field.tagName(tag, epoch.getTime()))
    const volumes = new Map<string, number>()
    for await (const { rows } of historian.series?.readSummaries(names, range, 3_600, signal) ?? []) {
      for (const { sourceKey, average } of rows)
        volumes.set(sourceKey, (volumes.get(sourceKey) ?? 0) + (average ?? 0) / 24)
    }
    const measured = [...volumes.values()].reduce((sum, volume) => sum + volume, 0)
    const truth = field.simulation.day(day).volumes.reduce((sum, { oil }) => sum + oil, 0)
    expect(volumes.size).toBe(rates.length)
    expect(Math.abs(measured / truth - 1)).toBeLessThan(0.02)
  })
})
