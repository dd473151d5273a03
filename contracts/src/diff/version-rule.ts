import type { Change } from './change.ts'

/** `major.minor.patch`, as numbers. */
export type Version = readonly [major: number, minor: number, patch: number]

/** The three numbers of a version; throws where it is none of ours. */
export function parseVersion(text: string): Version {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(text) ?? []
  if (major === undefined || minor === undefined || patch === undefined) {
    throw new Error(`${text} is not a version of the form 1.2.3`)
  }
  return [Number(major), Number(minor), Number(patch)]
}

/** Below zero where the first is older: 0.10.0 is newer than 0.9.0. */
export function compareVersions(first: string, second: string): number {
  const [one, other] = [parseVersion(first), parseVersion(second)]
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2]
}

/** The least version that may break what `released` promised: the next major one, before 1.0.0 the next minor one. */
export function versionThatMayBreak(released: string): string {
  const [major, minor] = parseVersion(released)
  return major === 0 ? `0.${minor + 1}.0` : `${major + 1}.0.0`
}

export interface Verdict {
  readonly isAllowed: boolean
  /** What holds and, where it is not allowed, what to do about it. */
  readonly message: string
}

/** Whether a contract of version `present` may differ from the released one in these ways. */
export function judge(changes: readonly Change[], released: string, present: string): Verdict {
  if (compareVersions(present, released) < 0) {
    return { isAllowed: false, message: `The contract is ${present}, older than ${released}, which is released.` }
  }
  const breaking = changes.filter((change) => change.class === 'breaking').length
  if (breaking === 0) {
    const isSame = changes.length === 0
    return { isAllowed: true, message: `${isSame ? 'No change' : 'Nothing breaks'} since ${released}.` }
  }
  const needed = versionThatMayBreak(released)
  if (compareVersions(present, needed) >= 0) {
    return {
      isAllowed: true,
      message: `Breaks at ${breaking} places, and ${present} may break what ${released} promised.`,
    }
  }
  return {
    isAllowed: false,
    message:
      `Breaks what ${released} promised at ${breaking} places, and the contract is ${present}. Keep what was promised (add beside it, ` +
      `leave the old in place), or raise the version in contracts/package.json to ${needed}: docs/contract-changes.md.`,
  }
}
