import { z } from 'zod'
import { openEnum } from './open-enum.ts'
import { stableId } from './stable-id.ts'

export const ForecastId = stableId('fc')
export type ForecastId = z.infer<typeof ForecastId>

export const AlertId = stableId('alert')
export type AlertId = z.infer<typeof AlertId>

export const RecommendationId = stableId('rec')
export type RecommendationId = z.infer<typeof RecommendationId>

export const ScenarioId = stableId('scn')
export type ScenarioId = z.infer<typeof ScenarioId>

export const ScenarioRunId = stableId('run')
export type ScenarioRunId = z.infer<typeof ScenarioRunId>

/** Our own stable id of anything that advice can be about, shaped as a node's: `well-4k2m9c7qxa`, `terminal-8d2f6h`. */
export const SubjectId = z
  .string()
  .max(64)
  .regex(/^[a-z]+-[a-z0-9]+$/)
export type SubjectId = z.infer<typeof SubjectId>

export const SubjectKind = openEnum([
  'asset',
  'hub',
  'facility',
  'well',
  'terminal',
  'tank',
  'pipeline',
  'vessel',
  'cargo',
])
export type SubjectKind = z.infer<typeof SubjectKind>

/** What a forecast, an alert or a recommendation is about: a node of production, or a thing of its logistics. */
export const SubjectRef = z.object({ id: SubjectId, kind: SubjectKind, name: z.string().min(1) })
export type SubjectRef = z.infer<typeof SubjectRef>

/** Who did something. The name is the one of that day; the id stays. */
export const PersonRef = z.object({ id: z.string().min(1).max(128), name: z.string().min(1) })
export type PersonRef = z.infer<typeof PersonRef>

/** Counts the changes of one thing, from 1. A writer sends the one it read; if it has moved, the answer is 409 and nothing is written. */
export const Version = z.int().min(1)
export type Version = z.infer<typeof Version>

/** A number with its likely span: one in ten below `p10`, one in ten above `p90`. In the unit beside it. */
export const BandedNumber = z.object({ p10: z.number(), p50: z.number(), p90: z.number() })
export type BandedNumber = z.infer<typeof BandedNumber>

/** The same as text in the address. */
export const versionParameter = z.coerce.number<number>().int().min(1)

/** A few words of a person, trimmed. */
export const reasonText = (charactersMin: number) => z.string().trim().min(charactersMin).max(1_000)

/** Several ids in one parameter, between commas. The caller sends text, the route reads an array without repeats. */
export const idListParameter = (prefix: string, countMin: number, countMax: number) =>
  z
    .string()
    .max(65 * countMax)
    .regex(new RegExp(`^${prefix}-[a-z0-9]+(,${prefix}-[a-z0-9]+){${countMin - 1},${countMax - 1}}$`))
    .transform((text) => [...new Set(text.split(','))])
    .refine((ids) => ids.length >= countMin, { error: `expected at least ${countMin} different ids` })

/** The next page starts where `nextCursor` of the last one says. */
export const cursorParameter = z
  .string()
  .max(200)
  .optional()
  .describe('`nextCursor` of the page before; left out: the first page')

export const expectedVersionField = Version.describe('The version that was read; 409 if it has moved since')

/**
 * Makes a write safe to send again after a lost answer: the same key with the same body gives the first answer for 24 hours and
 * writes nothing; with another body it is 409. Left out, `expectedVersion` still keeps a second write from being made, but answers it with 409.
 */
export const writeHeaders = {
  'idempotency-key': z
    .string()
    .regex(/^[\w-]{8,64}$/)
    .optional()
    .describe('Repeats of one write carry one key, such as a UUID; kept for 24 hours'),
} as const
