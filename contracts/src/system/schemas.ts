import { z } from 'zod'

export const Health = z.object({ status: z.literal('ok'), version: z.string().min(1) })
export type Health = z.infer<typeof Health>

export const Readiness = z.object({
  status: z.literal('ready'),
  checks: z.array(z.object({ name: z.string().min(1), ok: z.boolean(), message: z.string().nullable() })),
})
export type Readiness = z.infer<typeof Readiness>

/** An OpenAPI document; what may stand in it is said by the OpenAPI Initiative, not here. */
export const OpenApi = z.record(z.string(), z.unknown())
export type OpenApi = z.infer<typeof OpenApi>
