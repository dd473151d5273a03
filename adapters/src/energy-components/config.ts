import { z } from 'zod'
import { SourceAuth } from '../http/authorization.ts'
import { ResilienceSettings } from '../resilience/settings.ts'
import type { EnergyComponentsMapping } from './mapping.ts'

/** Where a site is and how it is called. */
const connectionKeys = {
  id: z.string().min(1),
  name: z.string().min(1),
  baseUrl: z.url({ protocol: /^https?$/ }).describe('What /v1/classes/… follows, such as https://ec.example/api'),
  auth: SourceAuth.default({ kind: 'none' }),
  caFile: z.string().min(1).optional().describe('PEM file of the authority behind the server’s certificate'),
  timeoutMs: z.int().min(10).max(600_000).default(30_000).describe('Longest wait for one page'),
  pageSize: z.int().min(1).max(5_000).default(5_000).describe('Rows asked in one page'),
  pagesMax: z
    .int()
    .min(1)
    .max(100_000)
    .default(10_000)
    .describe('Pages of one reading of a class; beyond them its cursor surely goes round'),
  resilience: ResilienceSettings,
}

export const EnergyComponentsConnection = z.strictObject(connectionKeys)
export type EnergyComponentsConnectionSettings = z.input<typeof EnergyComponentsConnection>
export type EnergyComponentsConnection = z.output<typeof EnergyComponentsConnection>

/** Settings of one Energy Components source, parsed at the door; nothing is sent until the first call. */
export const EnergyComponentsSettings = z.strictObject({
  ...connectionKeys,
  mapping: z.custom<EnergyComponentsMapping>(
    (value) => typeof value === 'object' && value !== null,
    'a mapping read by parseEnergyComponentsMapping',
  ),
})
export type EnergyComponentsSettings = z.input<typeof EnergyComponentsSettings>
export type EnergyComponentsConfig = z.output<typeof EnergyComponentsSettings>
