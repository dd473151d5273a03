/** Where a caller meets a schema: in what it sends or in what it reads. */
export type Side = 'request' | 'response'

/** What a mutation does to a caller that keeps to the contract. */
export type Expectation = 'breaking' | 'additive' | 'invisible'

/** What a verdict may depend on besides the operator and the side. */
export interface Facts {
  /** The list of values or alternatives may grow within a version. */
  readonly isOpen: boolean
  /** A caller can't leave the value out. */
  readonly isRequired: boolean
}

type Verdict = Expectation | ((facts: Facts) => Expectation)

interface Row {
  readonly request: Verdict
  readonly response: Verdict
  /** The change is one of the set of values: then a value can prove that it breaks. */
  readonly isOfValues: boolean
}

/** Fewer values: a caller that sent one of the others is refused. Who reads meets nothing new. */
const fewer: Row = { request: 'breaking', response: 'additive', isOfValues: true }
/** More values: who sends goes on as before. Who reads meets one that the contract had ruled out. */
const more: Row = { request: 'additive', response: 'breaking', isOfValues: true }
/** Other values: both are hurt. */
const other: Row = { request: 'breaking', response: 'breaking', isOfValues: true }
/** What somebody may rely on is gone, or means something else, though every value still passes. */
const promise: Row = { request: 'breaking', response: 'breaking', isOfValues: false }
/** Nobody needs to do anything, and somebody may make use of it. */
const gain: Row = { request: 'additive', response: 'additive', isOfValues: false }
/** The same contract, written differently. */
const same: Row = { request: 'invisible', response: 'invisible', isOfValues: false }
/** Only answers are read for what may yet come. */
const tolerance: Row = { request: 'invisible', response: 'breaking', isOfValues: false }
/** A reader that passes over what it doesn't know meets nothing that it can't read. */
const moreUnlessOpen: Row = { ...more, response: ({ isOpen }) => (isOpen ? 'additive' : 'breaking') }
/** Left out, a value meant one thing and means another; an answer says its values itself. */
const omission: Row = { request: 'breaking', response: 'invisible', isOfValues: false }

/**
 * What each operator does, by who meets it: reasoned from values and promises, not from the comparison's code.
 *
 * That a field, a member, an alternative or a status is gone breaks readers too, though fewer values come: whoever waits for it waits
 * for ever, and most of what is gone comes back under another name.
 */
export const oracle = {
  'field-removed': promise,
  'field-renamed': promise,
  'field-made-optional': more,
  'field-made-required': fewer,
  'optional-field-added': gain,
  'required-field-added': { ...fewer, response: 'additive' },
  'object-closed': fewer,
  'rest-typed': fewer,
  'record-untyped': more,
  'keys-unnamed': more,
  'null-allowed': more,
  'null-forbidden': fewer,
  'type-changed': other,
  'anything-restricted': fewer,
  'restriction-lifted': more,
  'list-unwrapped': other,
  'wrapped-in-list': other,
  'whole-numbers-only': fewer,
  'fractions-allowed': more,
  'member-dropped': promise,
  'member-added': moreUnlessOpen,
  'constant-changed': other,
  'constant-made-list': more,
  'list-of-values-dropped': more,
  'list-of-values-added': fewer,
  'growth-allowed': tolerance,
  'growth-forbidden': tolerance,
  'variant-dropped': promise,
  'variant-added': moreUnlessOpen,
  'bound-tightened': fewer,
  'bound-loosened': more,
  'bound-dropped': more,
  'bound-added': fewer,
  'end-excluded': fewer,
  'end-included': more,
  'only-unique-items': fewer,
  'only-multiples': fewer,
  'format-changed': other,
  'format-dropped': more,
  'format-added': fewer,
  'pattern-changed': other,
  'pattern-dropped': more,
  'pattern-added': fewer,
  'unit-changed': promise,
  'reference-changed': promise,
  'basis-changed': promise,
  'quality-changed': promise,
  'measure-dropped': promise,
  'measure-added': promise,
  'default-changed': omission,
  'default-dropped': omission,
  'default-added': { ...omission, request: ({ isRequired }) => (isRequired ? 'invisible' : 'breaking') },
  'place-of-tuple-added': promise,
  described: same,
  'example-changed': same,
  reordered: same,
  'reference-inlined': same,
  'component-renamed': same,
  'null-spelt-differently': same,
  'route-removed': promise,
  'route-added': gain,
  'operation-renamed': promise,
  'method-changed': promise,
  'path-changed': promise,
  'path-parameter-renamed': promise,
  'parameter-removed': promise,
  'parameter-renamed': promise,
  'parameter-moved': promise,
  'parameter-made-required': promise,
  'parameter-made-optional': gain,
  'parameter-rewritten': promise,
  'optional-parameter-added': gain,
  'required-parameter-added': promise,
  'body-removed': promise,
  'body-made-required': promise,
  'body-made-optional': gain,
  'optional-body-added': gain,
  'required-body-added': promise,
  'content-type-changed': promise,
  'content-type-added': gain,
  'status-removed': promise,
  'success-added': promise,
  'failure-added': gain,
  'header-removed': promise,
  'header-added': gain,
  'events-undeclared': promise,
  'scope-added': promise,
  'scope-dropped': gain,
  'made-private': promise,
  'role-dropped': promise,
  'role-added': gain,
  'fresh-for-longer': promise,
  'fresh-for-shorter': gain,
  'stale-for-longer': promise,
  'stale-for-shorter': gain,
  'cache-introduced': promise,
  'cache-dropped': gain,
  'cache-tag-added': same,
  'target-slower': promise,
  'target-faster': gain,
  'target-dropped': promise,
  'made-beta': promise,
  retold: same,
} as const satisfies Record<string, Row>

export type Operator = keyof typeof oracle

const order: readonly Expectation[] = ['invisible', 'additive', 'breaking']

const ruleOf = (verdict: Verdict, facts: Facts) => (typeof verdict === 'function' ? verdict(facts) : verdict)

/** What the operator does where it is met on these sides: the worst of them. */
export function expect(operator: Operator, sides: ReadonlySet<Side>, facts: Facts): Expectation {
  const row: Row = oracle[operator]
  const verdicts = [...sides].map((side) => ruleOf(row[side], facts))
  return order.findLast((expectation) => verdicts.includes(expectation)) ?? 'invisible'
}

/** Whether a value can prove what the operator does. */
export const isOfValues = (operator: Operator): boolean => oracle[operator].isOfValues
