import type { AlertDetail, RecommendationDetail } from '@tieback/contracts'
import type { Field } from '../field/field.ts'
import { createAlertTable } from './alerts.ts'
import { AuditLog } from './audit-log.ts'
import { createJobTable, type JobRow } from './jobs.ts'
import { createQuarantineTable, type RefusedRow } from './quarantine.ts'
import { createRecommendationTable } from './recommendations.ts'
import { createScenarioTables, type ScenarioTables } from './scenarios.ts'
import { createSessionTable, type SessionRow } from './sessions.ts'
import type { Table } from './table.ts'

/** What actions change. */
export interface Tables extends ScenarioTables {
  readonly alerts: Table<AlertDetail>
  readonly recommendations: Table<RecommendationDetail>
  readonly jobs: Table<JobRow>
  readonly quarantine: Table<RefusedRow>
  readonly sessions: Table<SessionRow>
  readonly auditLog: AuditLog
}

export const createTables = (field: Field, startedAt: Date): Tables => ({
  alerts: createAlertTable(field, startedAt),
  recommendations: createRecommendationTable(field, startedAt),
  jobs: createJobTable(startedAt),
  quarantine: createQuarantineTable(startedAt),
  sessions: createSessionTable(startedAt),
  auditLog: new AuditLog(field.seed, startedAt),
  ...createScenarioTables(field, startedAt),
})
