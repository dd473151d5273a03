import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { auditExportMax } from '@tieback/contracts'
import { serverNow } from '../../ui/clock.ts'
import { formatNumber } from '../../ui/format.ts'
import { RefusedOperation } from '../../app/refused-operation.tsx'
import type { AuditFilter } from './audit-filter.ts'
import { exportAudit } from './audit.queries.ts'

/** Hands a file to the browser, as a download. */
function save(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

/** Saves what the filter lets through as a table. That it was taken is recorded too. */
export function ExportButton({ filter }: { readonly filter: AuditFilter }) {
  const taking = useMutation({
    mutationFn: exportAudit,
    retry: false,
    onSuccess: (file) => {
      save(file, `tieback-audit-${new Date(serverNow()).toISOString().slice(0, 19).replaceAll(':', '')}Z.csv`)
    },
  })
  return (
    <>
      {taking.error && <RefusedOperation error={taking.error} />}
      <Button
        variant="default"
        size="compact-xs"
        title={`A table for a spreadsheet, oldest first, ${formatNumber(auditExportMax, 0)} entries at most. The log records that it was taken.`}
        disabled={taking.isPending}
        onClick={() => {
          taking.mutate(filter)
        }}
      >
        Export as CSV
      </Button>
    </>
  )
}
