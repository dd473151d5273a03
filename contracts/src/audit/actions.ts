import type { z } from 'zod'
import { openEnum } from '../open-enum.ts'

/** Everything that the audit log records, as `thing.verb`. */
export const AuditAction = openEnum([
  'session.begin',
  'session.end',
  'session.refuse',
  'session.revoke',
  'access.refuse',
  'configuration.change',
  'audit.export',
  'source.check',
  'source.backfill',
  'quarantine.replay',
  'job.retry',
  'alert.acknowledge',
  'alert.shelve',
  'alert.unshelve',
  'alert.assign',
  'alert.close',
  'recommendation.decide',
  'scenario.create',
  'scenario.change',
  'scenario.withdraw',
  'scenario-run.start',
  'scenario-run.cancel',
])
export type AuditAction = z.infer<typeof AuditAction>
