import type { FaultDescription } from './fault.ts'

/** A field that a vendor's answers have, and what is seen where it drifts. */
interface DriftingField {
  readonly field: string
  readonly seen: string
}

/**
 * How any answer may drift. Each simulator lists them among its own faults: what its answers have, and what becomes of one that
 * lacks it, is the vendor's.
 */
export const driftFaults = (missing: DriftingField, retyped: DriftingField) =>
  [
    {
      name: 'drift',
      parameter: { name: 'fields', unit: null, default: missing.field },
      does: 'A field is missing from every answer; several are divided by commas.',
      seen: missing.seen,
    },
    {
      name: 'drift-type',
      parameter: { name: 'fields', unit: null, default: retyped.field },
      does: 'A number becomes a text in every answer, and anything else an object.',
      seen: retyped.seen,
    },
  ] as const satisfies readonly FaultDescription[]

export type DriftFault = ReturnType<typeof driftFaults>[number]['name']
