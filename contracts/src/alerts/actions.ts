import { z } from 'zod'
import { expectedVersionField, reasonText } from '../advice.ts'
import { Instant } from '../time.ts'

/** Longest time on the shelf, in days: what is set aside for longer needs a better limit, not more time. */
export const alertShelfDaysMax = 7

const comment = reasonText(1).optional().describe('For whoever reads the history')

export const AcknowledgeAlert = z.object({ expectedVersion: expectedVersionField, comment })
export type AcknowledgeAlert = z.infer<typeof AcknowledgeAlert>

export const ShelveAlert = z.object({
  expectedVersion: expectedVersionField,
  until: Instant.describe('Later than now and at most 7 days ahead; 400 otherwise'),
  reason: reasonText(3).describe('Why it can wait'),
})
export type ShelveAlert = z.infer<typeof ShelveAlert>

export const UnshelveAlert = z.object({ expectedVersion: expectedVersionField, comment })
export type UnshelveAlert = z.infer<typeof UnshelveAlert>

export const AssignAlert = z.object({
  expectedVersion: expectedVersionField,
  assigneeId: z.string().min(1).max(128).nullable().describe('Who takes it on; null: nobody any more'),
  comment,
})
export type AssignAlert = z.infer<typeof AssignAlert>

/** Why a person ends an alert. Closed: a screen has to offer exactly these. */
export const AlertClosing = z.enum(['resolved', 'false-alarm', 'duplicate', 'accepted'])
export type AlertClosing = z.infer<typeof AlertClosing>

export const CloseAlert = z.object({
  expectedVersion: expectedVersionField,
  closing: AlertClosing.describe('`accepted`: the condition holds, and is lived with'),
  reason: reasonText(3).describe('What was done, or why nothing was'),
})
export type CloseAlert = z.infer<typeof CloseAlert>
