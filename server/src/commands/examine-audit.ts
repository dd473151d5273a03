import { type AuditRights, readAuditRights } from '@tieback/store'
import type { Config } from '../config/environment.ts'
import { openStore } from '../runtime.ts'

const reasonOf: Readonly<Record<Exclude<AuditRights['standing'], 'apart'>, string>> = {
  superuser: 'is a superuser, whom no right holds: have Tieback work as an ordinary role that owns its tables',
  retakable: 'may make roles, and so take the audit log back',
  own: 'owns the audit log: only its triggers keep it as it is, and an owner can take them off',
}

/** How the audit log is held against the role that Tieback works as. Throws what an administrator of the database has to run. */
export async function examineAudit(config: Config): Promise<string> {
  const store = await openStore(config, { applicationName: 'tieback-doctor', migrate: false, log: () => undefined })
  try {
    const { standing, role, remedy } = await readAuditRights(store.pool)
    if (standing === 'apart') return `the role ${role} can add to it, and change nothing`
    const advice = remedy === null ? '' : `. An administrator of the database runs:\n${remedy}`
    throw new Error(`the role ${role} ${reasonOf[standing]}${advice}`)
  } finally {
    await store.close()
  }
}
