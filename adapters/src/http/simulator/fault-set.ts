import { type ActiveFault, type FaultDescription, parseFault } from './fault.ts'

/** What is wrong with a server at the moment; whoever answers asks it. */
export interface FaultSet<Name extends string = string> {
  has(name: Name): boolean
  /** Its value, or the default where none was given; null where it isn't active or takes none. */
  parameter(name: Name): number | string | null
  /** The same as a number; 0 where it isn't active. */
  number(name: Name): number
  /** The same as a list, whose parts a comma divides; empty where it isn't active. */
  list(name: Name): readonly string[]
  active(): readonly ActiveFault[]
}

/** A fault as a text such as `slow=2000`, or as an object with its value. */
export type Fault<Name extends string = string> =
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'rate-limited'; readonly retryAfterS: number }
  | { readonly kind: 'drift'; readonly field: string }
  | { readonly kind: Name; readonly value?: number | string }

/** A set that a test, an operator's command or a request may change while the server runs. */
export interface ChangingFaults<Name extends string = string> extends FaultSet<Name> {
  readonly descriptions: readonly FaultDescription<Name>[]
  /** These and no others; throws RangeError where a name or a value is unknown, and nothing has changed then. */
  set(...faults: readonly (string | Fault<Name>)[]): void
  /** These as well; a fault has one value, the one given last. */
  add(...faults: readonly (string | Fault<Name>)[]): void
  remove(...names: readonly Name[]): void
  clear(): void
}

/** `changed` is told of each change after the first faults were set. */
export function createFaultSet<Name extends string>(
  descriptions: readonly FaultDescription<Name>[],
  initial: readonly (string | Fault<Name>)[] = [],
  changed: (faults: FaultSet<Name>) => void = () => undefined,
): ChangingFaults<Name> {
  let values = new Map<Name, number | string | null>()
  const add = (faults: readonly (string | Fault<Name>)[], to: ReadonlyMap<Name, number | string | null>) => {
    const parsed = faults.map((fault) => parseFault(toText(fault), descriptions))
    values = new Map([...to, ...parsed.map(({ name, value }) => [name, value] as const)])
  }
  add(initial, values)
  const faults: ChangingFaults<Name> = {
    descriptions,
    has: (name) => values.has(name),
    parameter: (name) => values.get(name) ?? null,
    number: (name) => Number(values.get(name) ?? 0),
    list: (name) => (values.has(name) ? String(values.get(name)).split(',') : []),
    active: () => [...values].map(([name, value]) => ({ name, value })),
    set(...wanted) {
      add(wanted, new Map())
      changed(faults)
    },
    add(...wanted) {
      add(wanted, values)
      changed(faults)
    },
    remove(...names) {
      for (const name of names) values.delete(name)
      changed(faults)
    },
    clear() {
      values.clear()
      changed(faults)
    },
  }
  return faults
}

function toText(fault: string | Fault): string {
  if (typeof fault === 'string') return fault
  const { kind, ...rest } = fault
  const [value] = Object.values(rest)
  return value === undefined ? kind : `${kind}=${value}`
}
