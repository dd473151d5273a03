import { z } from 'zod'
import { SourceAuth } from '../http/authorization.ts'
import type { EnergyComponentsMapping } from './mapping.ts'

/** Settings of one Energy Components source, parsed at the door; nothing is sent until the first call. */
export const EnergyComponentsSettings = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  baseUrl: z.url({ protocol: /^https?$/ }).describe('What /v1/classes/… follows, such as https://ec.example/api'),
  auth: SourceAuth.default({ kind: 'none' }),
  caFile: z.string().min(1).optional().describe('PEM file of the authority behind the server’s certificate'),
  timeoutMs: z.int().min(10).max(600_000).default(30_000).describe('Longest wait for one page'),
  pageSize: z.int().min(1).max(5_000).default(5_000).describe('Rows asked in one page'),
  mapping: z.custom<EnergyComponentsMapping>(
    (value) => typeof value === 'object' && value !== null,
    'a mapping read by parseEnergyComponentsMapping',
  ),
})
export type EnergyComponentsSettings = z.input<typeof EnergyComponentsSettings>
export type EnergyComponentsConfig = z.output<typeof EnergyComponentsSettings>
