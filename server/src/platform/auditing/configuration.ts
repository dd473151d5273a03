import { appendIfChanged, type StorePool } from '@tieback/store'
import { toAuditEntry } from './audit-entry.ts'

/** A thing that was configured: a variable of the environment or a file, and what it says; null: it isn't there. */
export interface Setting {
  readonly kind: 'environment' | 'file'
  readonly name: string
  readonly value: unknown
}

/** What must not be known by its digest: too few guesses would find it. That it is there, and where it leads, may be. */
const secretNames: ReadonlySet<string> = new Set(['SESSION_SECRET', 'AUDIT_SIGNING_KEY'])

/** An address without who signs in there and how. */
function withoutCredentials(text: string): string {
  if (!URL.canParse(text)) return text
  const url = new URL(text)
  url.username = ''
  url.password = ''
  for (const name of [...url.searchParams.keys()]) if (/user|pass|secret|key/i.test(name)) url.searchParams.delete(name)
  return url.href
}

/** The variables of the environment that this program reads, each as it may be known. */
export const settingsOfEnvironment = (
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Setting[] =>
  names.map((name) => {
    const text = environment[name]
    const known = secretNames.has(name) ? 'set' : withoutCredentials(text ?? '')
    return { kind: 'environment', name, value: text === undefined || text === '' ? null : known }
  })

/**
 * Puts into the audit log which settings are other than this kind of process last had them: their names and digests, never what
 * they say. Gives the names.
 */
export async function recordConfiguration(
  pool: StorePool,
  process: 'server' | 'worker',
  settings: readonly Setting[],
): Promise<string[]> {
  const changed: string[] = []
  for (const { kind, name, value } of settings) {
    const object = { kind, id: `${process}/${name}` }
    const entry = toAuditEntry({
      action: 'configuration.change',
      outcome: 'done',
      actor: 'system',
      object,
      ...(value === null ? {} : { after: value }),
      correlationId: null,
    })
    if (await appendIfChanged(pool, { ...entry, object })) changed.push(name)
  }
  return changed
}
