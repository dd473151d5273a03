import { z } from 'zod'

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

export const DataServers = z.object({
  Items: z.array(z.object({ WebId: z.string().min(1), Name: z.string() })),
})

export const Points = z.object({
  Items: z.array(
    z.object({
      Name: z.string().min(1),
      PointType: z.string(),
      EngineeringUnits: z.string().nullish(),
      Step: z.boolean().nullish(),
    }),
  ),
  /** Only says that there is more: its address may name an inner host. */
  Links: z.object({ Next: z.string().optional() }).nullish(),
})
export type Point = z.infer<typeof Points>['Items'][number]

export const PointWebId = z.object({ WebId: z.string().min(1) })

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

export const SummaryStream = z.object({
  ...streamKeys,
  ...failure,
  Items: z.array(z.object({ Type: z.string(), Value: TimedValue })).optional(),
})
export type SummaryStream = z.infer<typeof SummaryStream>

export const RecordedStreamSet = z.object({ Items: z.array(RecordedStream) })
export const SummaryStreamSet = z.object({ Items: z.array(SummaryStream) })

/** Error bodies: `Errors` from the product, `Message` from the layer below it. */
export const ErrorBody = z.object({ Errors: z.array(z.string()).optional(), Message: z.string().optional() })
