import { z } from 'zod'
import { expectedVersionField, reasonText } from '../advice.ts'
import { Instant } from '../time.ts'

const stepKey = z.string().min(1).max(100)

/** Longest that a decision can be put off, in days; never beyond the recommendation's own end. */
export const snoozeDaysMax = 14

const AcceptRecommendation = z.object({
  kind: z.literal('accept'),
  expectedVersion: expectedVersionField,
  reason: reasonText(1).optional().describe('For whoever carries it out'),
})

const AcceptRecommendationInPart = z.object({
  kind: z.literal('accept-in-part'),
  expectedVersion: expectedVersionField,
  stepKeys: z
    .array(stepKey)
    .min(1)
    .max(500)
    .describe('The steps to carry out; 400 if one needs another that is missing'),
  reason: reasonText(3).describe('Why not the rest'),
})

const EditRecommendation = z.object({
  kind: z.literal('edit'),
  expectedVersion: expectedVersionField,
  setpoints: z
    .array(z.object({ stepKey, value: z.number().describe('In the unit of the step’s setpoint, inside its envelope') }))
    .min(1)
    .max(500)
    .describe('Steps with another setpoint than advised; all steps are carried out'),
  reason: reasonText(3).describe('Why otherwise'),
})

const RejectRecommendation = z.object({
  kind: z.literal('reject'),
  expectedVersion: expectedVersionField,
  reason: reasonText(3).describe('Why not, so that the next advice is better'),
})

const SnoozeRecommendation = z.object({
  kind: z.literal('snooze'),
  expectedVersion: expectedVersionField,
  until: Instant.describe('Later than now, at most 14 days ahead and before the recommendation ends; 400 otherwise'),
  reason: reasonText(3).describe('What is waited for'),
})

/** A decision and what that kind of it needs. */
export const DecideRecommendation = z.discriminatedUnion('kind', [
  AcceptRecommendation,
  AcceptRecommendationInPart,
  EditRecommendation,
  RejectRecommendation,
  SnoozeRecommendation,
])
export type DecideRecommendation = z.infer<typeof DecideRecommendation>
