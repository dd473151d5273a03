import type { apiContract } from '@tieback/contracts'
import { askedBy } from '../../platform/auditing/recorded-change.ts'
import type { Implementation } from '../../platform/http/mount.ts'
import { type AuditReader, exportAuditEntries, listAuditEntries } from './audit.service.ts'

export const auditModule = (audit: AuditReader): Implementation<typeof apiContract.audit> => ({
  listAuditEntries: async ({ query }) => ({ status: 200, body: await listAuditEntries(audit, query) }),
  exportAuditEntries: async ({ query, request, reply }) => {
    const body = await exportAuditEntries(audit, query, askedBy(request))
    void reply.header('content-disposition', 'attachment; filename="audit-entries.csv"')
    return { status: 200, body }
  },
})
