import { Collection } from '@msw/data'
import { Instant, type PersonRef, type RoleName, Session } from '@tieback/contracts'
import { people, you } from './people.ts'
import { Table } from './table.ts'

/** A sign-in on another device, as the table keeps it; null: it goes on. */
const SessionRow = Session.omit({ isCurrent: true }).extend({ endedAt: Instant.nullable() })
export type SessionRow = ReturnType<typeof SessionRow.parse>

const minuteMs = 60_000

/** How long a session lasts, ms: unused, and at most. */
export const sessionMs = { idle: 60 * minuteMs, absolute: 12 * 60 * minuteMs } as const

interface SessionPlan {
  readonly id: string
  readonly person: PersonRef
  readonly roles: readonly RoleName[]
  /** Before the mock started, minutes. */
  readonly startedAgo: number
  readonly usedAgo: number
  readonly userAgent: string | null
  readonly address: string
}

const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36'
const edge = `${chrome} Edg/148.0.0.0`
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0'
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 20_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/20.1 Mobile/15E148 Safari/604.1'

const plans: readonly SessionPlan[] = [
  {
    ...{ id: 'session-8d2f6hw4c1', person: you, roles: ['administrator'], startedAgo: 320, usedAgo: 28 },
    ...{ userAgent: phone, address: '198.51.100.23' },
  },
  {
    ...{ id: 'session-3k9q2m7t5x', person: people.ingrid, roles: ['performance-lead'], startedAgo: 205, usedAgo: 1 },
    ...{ userAgent: edge, address: '192.0.2.31' },
  },
  {
    ...{ id: 'session-6w1r8n4b2z', person: people.tomas, roles: ['pmc-engineer'], startedAgo: 610, usedAgo: 0 },
    ...{ userAgent: firefox, address: '192.0.2.77' },
  },
  {
    ...{ id: 'session-7p5j3v9c6d', person: people.tomas, roles: ['pmc-engineer'], startedAgo: 94, usedAgo: 41 },
    ...{ userAgent: null, address: '192.0.2.80' },
  },
  {
    ...{ id: 'session-2f4h6s8y1g', person: people.aisha, roles: ['production-technologist', 'viewer'] },
    ...{ startedAgo: 12, usedAgo: 3, userAgent: chrome, address: '203.0.113.9' },
  },
]

function toRow({ startedAgo, usedAgo, roles, ...plan }: SessionPlan, nowMs: number): SessionRow {
  const [started, used] = [nowMs - startedAgo * minuteMs, nowMs - usedAgo * minuteMs]
  const toInstant = (ms: number): string => new Date(ms).toISOString()
  return {
    ...plan,
    roles: [...roles],
    startedAt: toInstant(started),
    lastUsedAt: toInstant(used),
    idleUntil: toInstant(Math.min(used + sessionMs.idle, started + sessionMs.absolute)),
    endsAt: toInstant(started + sessionMs.absolute),
    endedAt: null,
  }
}

/** Who is signed in when the mock starts, besides the page that asks. */
export const createSessionTable = (startedAt: Date): Table<SessionRow> =>
  new Table(
    new Collection({ schema: SessionRow }),
    plans.map((plan) => toRow(plan, startedAt.getTime())),
  )
