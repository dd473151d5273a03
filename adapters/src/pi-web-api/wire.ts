import { z } from 'zod'
import { isPlainRecordedSet } from './plain-values.ts'

/** What the server says instead of, or beside, an answer; it may stand in a 200. */
export const WebException = z.object({
  Errors: z.array(z.string()).default([]),
  StatusCode: z.int().optional(),
})
export type WebException = z.infer<typeof WebException>

/** Any answer may hold one at its top, in place of what was asked for. */
export const Failed = z.object({ WebException })

const failure = { Errors: z.array(z.string()).optional(), WebException: WebException.nullish() }

export const SystemInfo = z.object({ ProductTitle: z.string(), ProductVersion: z.string().optional() })

const named = z.object({ WebId: z.string().min(1), Name: z.string() })

/** An element asked for by its path. */
export const NamedObject = named.extend({ Path: z.string().min(1) })

export const NamedObjects = z.object({ Items: z.array(named) })

/** Only says that there is more: its address may name an inner host. */
const links = z.object({ Next: z.string().optional() }).nullish()

export const Points = z.object({
  Items: z.array(
    z.object({
      WebId: z.string().optional(),
      Name: z.string().min(1),
      PointType: z.string(),
      EngineeringUnits: z.string().nullish(),
      Step: z.boolean().nullish(),
      Future: z.boolean().nullish(),
      Zero: z.number().nullish(),
      Span: z.number().nullish(),
    }),
  ),
  Links: links,
})
export type Point = z.infer<typeof Points>['Items'][number]

export const Elements = z.object({
  Items: z.array(NamedObject.extend({ TemplateName: z.string().nullish() })),
  Links: links,
})
export type Element = z.infer<typeof Elements>['Items'][number]

export const Attributes = z.object({
  Items: z.array(
    named.extend({
      Path: z.string().min(1),
      Type: z.string(),
      DefaultUnitsName: z.string().nullish(),
      DefaultUnitsNameAbbreviation: z.string().nullish(),
      DataReferencePlugIn: z.string().nullish(),
      ConfigString: z.string().nullish(),
      IsExcluded: z.boolean().nullish(),
    }),
  ),
  Links: links,
})
export type Attribute = z.infer<typeof Attributes>['Items'][number]

/** What is asked of one point or attribute by its path. */
export const StreamIdentity = z.object({ WebId: z.string().min(1), Future: z.boolean().nullish() })
export type StreamIdentity = z.infer<typeof StreamIdentity>

/** One archived value. `Value` is a number, or a state object, text, boolean or date, whatever `Good` says. */
export const TimedValue = z.object({
  Timestamp: z.string(),
  Value: z.unknown(),
  Good: z.boolean(),
  Questionable: z.boolean().optional(),
  Substituted: z.boolean().optional(),
  /** An error met in mid-stream, HTTP still 200. */
  Errors: z.array(z.object({ FieldName: z.string().nullish(), Message: z.array(z.string()).default([]) })).nullish(),
})
export type TimedValue = z.infer<typeof TimedValue>

const streamKeys = { WebId: z.string().optional(), Name: z.string().optional(), Path: z.string().optional() }

/** A digital state where a number was expected; the code is what counts, names are renamed and translated. */
export const DigitalState = z.object({ Name: z.string().nullish(), Value: z.number(), IsSystem: z.boolean().nullish() })

export const RecordedStream = z.object({ ...streamKeys, ...failure, Items: z.array(TimedValue).optional() })
export type RecordedStream = z.infer<typeof RecordedStream>

/** One value of a stream, as `value` and `end` give it. */
export const SingleStream = z.object({ ...streamKeys, ...failure, Value: TimedValue.nullish() })
export type SingleStream = z.infer<typeof SingleStream>

export const SummaryStream = z.object({
  ...streamKeys,
  ...failure,
  Items: z.array(z.object({ Type: z.string(), Value: TimedValue })).optional(),
})
export type SummaryStream = z.infer<typeof SummaryStream>

/** The whole schema, for bodies that have something to explain. */
export const AnyRecordedStreamSet = z.object({ Items: z.array(RecordedStream) })
export type RecordedStreamSet = z.infer<typeof AnyRecordedStreamSet>

/**
 * A stream set with every value in it. A body with nothing odd in it is taken as it is, keys beyond the schema included:
 * the schema would cost more than reading the JSON did.
 */
export const RecordedStreamSet = z.unknown().transform((body, context): RecordedStreamSet => {
  // Safe: that is what plain says; a test holds it equal to the schema.
  if (isPlainRecordedSet(body)) return body as RecordedStreamSet
  const parsed = AnyRecordedStreamSet.safeParse(body)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) {
    const { path, message } = issue
    const expectation = issue.code === 'invalid_type' ? { code: issue.code, expected: issue.expected } : null
    context.addIssue({ ...(expectation ?? { code: 'custom' }), path: [...path], message, input: body })
  }
  return z.NEVER
})

export const SingleStreamSet = z.object({ Items: z.array(SingleStream) })
export const SummaryStreamSet = z.object({ Items: z.array(SummaryStream) })

/** One message of a channel; a heartbeat has no items. */
export const ChannelMessage = z.object({ Items: z.array(RecordedStream) })

/** Error bodies: `Errors` from the product, `Message` from the layer below it. */
export const ErrorBody = z.object({ Errors: z.array(z.string()).optional(), Message: z.string().optional() })

/** Answers of a batch by the ids of its requests; the content of one that failed is an error body, or plain text. */
export const BatchAnswers = z.record(z.string(), z.object({ Status: z.int(), Content: z.unknown() }))
