/** What became of one row at its source, and how much of that must have arrived. Null: it wasn't there. */
export interface RowHistory {
  readonly key: string
  /** As texts, oldest first. */
  readonly contents: (string | null)[]
  /** Nothing older than this may be believed any more. */
  certain: number
  /** The newest content that carries a new stamp, so that reading what changed brings it. */
  stamped: number
}

/** Every row that ever was at a source: the model that the tables are held against. */
export class Histories {
  private readonly byKey = new Map<string, RowHistory>()

  of(key: string): RowHistory {
    const known = this.byKey.get(key)
    if (known !== undefined) return known
    const history = { key, contents: [null], certain: 0, stamped: 0 }
    this.byKey.set(key, history)
    return history
  }

  all(): readonly RowHistory[] {
    return [...this.byKey.values()]
  }

  /** Notes what the source has from now on. */
  put(key: string, content: string | null, isStamped: boolean): void {
    const history = this.of(key)
    history.contents.push(content)
    if (isStamped) history.stamped = history.contents.length - 1
  }

  /** Notes that the source has it no more, which reading what changed doesn't bring. */
  remove(key: string): void {
    this.put(key, null, false)
    this.forgetStamp(key)
  }

  /** Nothing says any more that what is there has changed. */
  forgetStamp(key: string): void {
    const history = this.of(key)
    history.stamped = history.certain
  }

  /** Everything that the source has of a row has been read. */
  settle(key: string): void {
    const history = this.of(key)
    history.certain = history.contents.length - 1
  }
}

/** What is wrong with what is believed of a row; null: nothing. */
export function judgeCurrent({ key, contents, certain }: RowHistory, believed: string | null): string | null {
  const allowed = contents.slice(certain)
  return allowed.includes(believed) ? null : `${key} is ${String(believed)}, not ${allowed.map(String).join(' or ')}`
}

/** One version of a row in a table. */
export interface Version {
  readonly content: string
  readonly fromMs: number
  /** Infinity: still believed. */
  readonly toMs: number
  readonly isWithdrawn: boolean
}

/**
 * What is wrong with the versions of a row, oldest first; empty: nothing. Each was at the source, in that order, none twice in a row;
 * known ranges meet, and where a version was withdrawn the source had none after it.
 */
export function judgeVersions({ key, contents }: RowHistory, versions: readonly Version[]): string[] {
  const wrong: string[] = []
  let reached = 0
  versions.forEach((version, index) => {
    const next = versions[index + 1]
    reached = contents.indexOf(version.content, reached)
    if (reached < 0) wrong.push(`${key}: ${version.content} was not at the source then`)
    if (version.fromMs >= version.toMs) wrong.push(`${key}: a version is known for no time`)
    if (next !== undefined && version.toMs > next.fromMs) wrong.push(`${key}: two versions are believed at once`)
    if (next?.fromMs === version.toMs && next.content === version.content) wrong.push(`${key}: a version twice`)
    const isGone = version.toMs !== Infinity && next?.fromMs !== version.toMs
    if (isGone !== version.isWithdrawn) wrong.push(`${key}: ends at ${version.toMs}, withdrawn: ${version.isWithdrawn}`)
    if (!isGone) return
    reached = contents.indexOf(null, reached)
    if (reached < 0) wrong.push(`${key}: was withdrawn, and the source still had it`)
  })
  return wrong
}
