import { type Script, type ScriptedServer, startScriptedServer } from '../../http/test/scripted-server.ts'
import type { Page } from '../../port.ts'
import type { EnergyComponentsSettings } from '../config.ts'
import { createEnergyComponentsSource } from '../energy-components-source.ts'
import { parseEnergyComponentsMapping } from '../mapping.ts'

const audit = { status: 'recordStatus', updatedAt: 'updatedAt', revision: 'revision', note: 'revisionText' }
const key = { objectId: 'objectId', objectCode: 'objectCode', day: 'daytime' }

/** A small site's mapping, as an object, to be changed by a test before it is parsed. */
export function testMapping() {
  return {
    namespace: 'site',
    connection: { timeZone: 'Europe/Oslo', productionDayStart: '06:00' } as Record<string, unknown>,
    statusMap: { P: 'provisional', V: 'verified', A: 'approved' },
    nodes: [
      {
        class: 'well',
        kind: 'well',
        key: { objectId: 'objectId', objectCode: 'objectCode' },
        name: 'name',
        parent: 'facilityId',
        validity: { from: 'startDay', to: 'endDay' },
        wellType: { column: 'wellType', values: { OP: 'oil-producer' } },
        attributes: { reservoir: 'reservoir' },
      },
    ] as Record<string, unknown>[],
    datasets: {
      wellDay: {
        class: 'well_day',
        key,
        audit,
        fields: {
          on_stream_hours: { column: 'onStreamHours', unit: 'h', measure: 'measured' },
          wellhead_pressure: {
            column: 'whp',
            unit: 'bar',
            gauge: true,
            measure: 'measured',
            max: 700,
            sentinels: [-999],
          },
          gas_production: { column: 'gas', unit: '1000 m3', reference: '15C/1.01325bar', measure: 'allocated' },
        },
      } as Record<string, unknown>,
      deferment: {
        class: 'deferment_event',
        key: { eventId: 'eventNo', objectId: 'objectId' },
        audit: { updatedAt: 'updatedAt', revision: 'revision' },
        columns: {
          start: 'start',
          end: 'end',
          reasonCode: 'reasonLevel1',
          reason: 'reasonText',
          planned: 'scheduled',
          parentEventId: 'parentEventNo',
          lossShare: 'lossShare',
        },
        categories: { PRO: 'process' },
      } as Record<string, unknown>,
      wellTest: {
        class: 'well_test',
        key: { testId: 'testNo', objectId: 'objectId' },
        audit: { updatedAt: 'updatedAt' },
        columns: {
          start: 'start',
          end: 'end',
          status: 'testStatus',
          validFrom: 'validFrom',
          oilRate: { column: 'oilRate', unit: 'm3/h', reference: 'metric' },
        },
        statuses: { ACCEPTED: 'accepted' },
      } as Record<string, unknown>,
    },
  }
}

export const row = (overrides: Record<string, unknown> = {}) => ({
  objectId: 'W1',
  objectCode: 'A-01',
  daytime: '2024-03-13T00:00:00',
  onStreamHours: 24,
  whp: 88.4,
  gas: 12.5,
  recordStatus: 'P',
  revision: 1,
  revisionText: null,
  updatedAt: '2024-03-14T06:58:41',
  ...overrides,
})

/** A server with these rows in each class, one page for each list. */
export function pagesScript(pages: readonly (readonly unknown[])[]): Script {
  return ({ query }) => {
    const index = Number(query.get('cursor') ?? 0)
    return { body: { rows: pages[index] ?? [], ...(index + 1 < pages.length ? { next: String(index + 1) } : {}) } }
  }
}

/** Runs a source against a script, and stops the server whatever happens. */
export async function withSite<Result>(
  script: Script,
  use: (source: ReturnType<typeof createEnergyComponentsSource>, server: ScriptedServer) => Promise<Result>,
  mapping: unknown = testMapping(),
  resilience: EnergyComponentsSettings['resilience'] = { attempts: 1 },
): Promise<Result> {
  const server = await startScriptedServer(script)
  try {
    const settings = { id: 'ec-test', name: 'EC under test', baseUrl: `${server.baseUrl}/api`, timeoutMs: 5_000 }
    const parsed = parseEnergyComponentsMapping(mapping)
    return await use(createEnergyComponentsSource({ ...settings, resilience, mapping: parsed }), server)
  } finally {
    await server.stop()
  }
}

export async function collect<Row>(pages: AsyncIterable<Page<Row>>): Promise<Page<Row>> {
  const all = await readPages(pages)
  const stamps = all.flatMap(({ updatedTo }) => (updatedTo === null ? [] : [updatedTo.getTime()]))
  return {
    rows: all.flatMap(({ rows }) => rows),
    refused: all.flatMap(({ refused }) => refused),
    updatedTo: stamps.length === 0 ? null : new Date(Math.max(...stamps)),
  }
}

async function readPages<Row>(pages: AsyncIterable<Page<Row>>): Promise<Page<Row>[]> {
  const all: Page<Row>[] = []
  for await (const page of pages) all.push(page)
  return all
}
