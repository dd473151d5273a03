import type { Role } from '@tieback/contracts'
import { createField, type Field } from './field/field.ts'
import { ProductionFacts } from './field/production.ts'
import { createTables, type Tables } from './tables/tables.ts'
import type { Wait } from './rehearsal.ts'

export interface MockOptions {
  /** Same seed and same clock, same answers. */
  readonly seed?: number
  readonly now?: () => Date
  /** Whose scopes the caller has; null: nobody is signed in. */
  readonly role?: Role | null
  /** Keeps the role where it outlives the mock; left out: in memory, beginning with `role`. */
  readonly roleKeeper?: RoleKeeper
  readonly wait?: Wait
  /** Told of what is wrong with the mock itself. */
  readonly reportFault?: (error: unknown) => void
}

/** Where it stands who is signed in. */
export interface RoleKeeper {
  read(): Role | null
  write(role: Role | null): void
}

/** What every mock answers from: one invented field, the tables that actions change, and the clock. */
export interface MockWorld {
  readonly field: Field
  readonly facts: ProductionFacts
  readonly tables: Tables
  readonly now: () => Date
  readonly wait: Wait
  readonly reportFault: (error: unknown) => void
  readonly nextRequestId: () => string
  /** Answers to writes that carried an idempotency key. */
  readonly written: Map<string, { readonly sent: string; readonly reply: Promise<unknown> }>
  /** When the mock, and so the caller's session, began. */
  readonly startedAt: Date
  role: Role | null
}

const mockSeed = 20_261_119

/** Waits with a timer; an abort ends it at once. */
const waitByTimer: Wait = (ms, signal) =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      // Safe: whoever aborts without a reason gives an AbortError.
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })

function keepInMemory(first: Role | null): RoleKeeper {
  let role = first
  return {
    read: () => role,
    write: (next) => {
      role = next
    },
  }
}

const readClock = (): Date => new Date()

/** A world at its beginning: nothing acknowledged, decided or run. */
export function createMockWorld(options: MockOptions = {}): MockWorld {
  const now = options.now ?? readClock
  const startedAt = now()
  const field = createField(options.seed ?? mockSeed, startedAt)
  const facts = new ProductionFacts(field)
  const roleKeeper = options.roleKeeper ?? keepInMemory(options.role === undefined ? 'administrator' : options.role)
  let requests = 0
  return {
    field,
    facts,
    tables: createTables(field, startedAt),
    now,
    wait: options.wait ?? waitByTimer,
    reportFault: options.reportFault ?? ((error) => console.error('The mock API broke its contract.', error)),
    nextRequestId: () => `mock-${String(++requests).padStart(6, '0')}`,
    written: new Map(),
    startedAt,
    get role() {
      return roleKeeper.read()
    },
    set role(role) {
      roleKeeper.write(role)
    },
  }
}
