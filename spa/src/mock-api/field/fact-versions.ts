import type { ChangeKind, RecordStatus } from '@tieback/contracts'
import type { FieldNode } from './node-tree.ts'
import { between, chance, pick } from './random.ts'

/** What the source said of one well's day, from an instant on. */
export interface FactVersion {
  readonly knownAtMs: number
  readonly kind: 'new' | ChangeKind
  /** Of what proved right in the end; null: the source no longer has the day. */
  readonly share: number | null
  readonly status: RecordStatus
  readonly cause: string | null
}

const hourMs = 3_600_000

/** Hours after the end of a production day at which its figures come, are verified, and are approved. */
const lateHours = { first: 1, verified: 26, approved: 74 } as const

/** After this, nothing of a day moves any more, ms. */
export const settledAfterMs = 21 * 24 * hourMs

const causes = ['Meter factor corrected', 'Well test accepted', 'Allocation run again after late import'] as const

/** The days on which a well isn't reported at all: those that draw this share. */
const isNeverReported = (seed: number, { id, name }: FieldNode, day: string): boolean =>
  name.startsWith('EMPTY') ||
  (name.startsWith('LOW-COVERAGE') && name !== 'LOW-COVERAGE 1') ||
  chance(seed, 'missing', id, day) < 0.01

/** Everything that is ever said of a well's day, oldest first; empty for a day that was never reported. */
export function listVersions(seed: number, well: FieldNode, day: string, dayEndMs: number): FactVersion[] {
  if (isNeverReported(seed, well, day)) return []
  // Facilities report one after the other, all wells of one at once.
  const lag = Math.floor(chance(seed, 'lag', well.parentId ?? '') * 3)
  const at = (hours: number): number => dayEndMs + (hours + lag) * hourMs
  const isRestated = chance(seed, 'restated', well.id, day) < 0.02
  const firstShare = isRestated ? 1 + between(-0.03, 0.03, seed, 'restated by', well.id, day) : 1
  const versions: FactVersion[] = [
    { knownAtMs: at(lateHours.first), kind: 'new', share: firstShare, status: 'provisional', cause: null },
    { knownAtMs: at(lateHours.verified), kind: 'status', share: firstShare, status: 'verified', cause: null },
    { knownAtMs: at(lateHours.approved), kind: 'status', share: firstShare, status: 'approved', cause: null },
  ]
  if (isRestated) {
    const hours = Math.floor(between(80, 400, seed, 'restated at', well.id, day))
    const cause = pick(causes, seed, 'cause', well.id, day)
    versions.push({ knownAtMs: at(hours), kind: 'restated', share: 1, status: 'approved', cause })
  }
  if (chance(seed, 'withdrawn', well.id, day) < 0.003) {
    versions.push({
      knownAtMs: at(420),
      kind: 'withdrawn',
      share: null,
      status: 'approved',
      cause: 'Reported for the wrong well',
    })
  }
  return versions
}

/** What was believed at an instant; undefined before the first word. */
export const versionAt = (versions: readonly FactVersion[], atMs: number): FactVersion | undefined =>
  versions.findLast(({ knownAtMs }) => knownAtMs <= atMs)
