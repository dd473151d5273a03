import { type apiContract, type AuditEntry, auditExportMax, type Meta } from '@tieback/contracts'
import type { MockApi, MockRequest } from '../mock-api.ts'
import type { MockWorld } from '../mock-world.ts'
import { takePage } from '../tables/page.ts'

type Filter = Partial<MockRequest<typeof apiContract.audit.exportAuditEntries>['query']>

/** Entries that a filter lets through, newest first. */
async function find(world: MockWorld, { action, outcome, actor, object, from, to }: Filter): Promise<AuditEntry[]> {
  const entries = await world.tables.auditLog.listNewestFirst()
  return entries.filter(
    (entry) =>
      (action === undefined || entry.action === action) &&
      (outcome === undefined || entry.outcome === outcome) &&
      (actor === undefined || entry.actor?.id === actor) &&
      (object === undefined || entry.object?.id === object) &&
      (from === undefined || Date.parse(entry.at) >= Date.parse(from)) &&
      (to === undefined || Date.parse(entry.at) < Date.parse(to)),
  )
}

const metaNow = ({ now }: MockWorld): Meta => ({
  ...{ asOf: now().toISOString(), productionDay: null, sources: [], coverage: null, provisional: false },
})

const heading = [
  ...['sequence', 'at', 'action', 'outcome', 'actorKind', 'actor', 'actorName', 'objectKind', 'object'],
  ...['digestBefore', 'digestAfter', 'correlationId', 'detail', 'hash'],
]

/** A cell of a spreadsheet that is neither a formula nor breaks its row. */
function toCell(value: string | number | null): string {
  const text = String(value ?? '').replace(/^[=+\-@\t\r]/, "'$&")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const toRow = ({ actor, object, detail, ...entry }: AuditEntry): (string | number | null)[] => [
  ...[entry.sequence, entry.at, entry.action, entry.outcome, entry.actorKind, actor?.id ?? null, actor?.name ?? null],
  ...[object?.kind ?? null, object?.id ?? null, entry.digestBefore, entry.digestAfter, entry.correlationId],
  ...[
    Object.entries(detail)
      .map((pair) => pair.join('='))
      .join(' '),
    entry.hash,
  ],
]

export const auditMocks: MockApi<typeof apiContract.audit> = {
  listAuditEntries: async ({ query }, world) => {
    const page = takePage(await find(world, query), ({ sequence }) => String(sequence), query)
    const checkpoint = await world.tables.auditLog.findCheckpoint(world.now())
    const data = { entries: page.rows, nextCursor: page.nextCursor, checkpoint }
    return { status: 200, body: { data, meta: metaNow(world) } }
  },
  exportAuditEntries: async ({ query }, world) => {
    const entries = (await find(world, query)).slice(0, auditExportMax).toReversed()
    const lines = [heading, ...entries.map(toRow)].map((row) => row.map(toCell).join(','))
    return { status: 200, body: `${lines.join('\r\n')}\r\n` }
  },
}
