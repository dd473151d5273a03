import { z } from 'zod'
import { SourceAuth } from '../http/authorization.ts'
import type { PiMapping } from './mapping.ts'

/** Settings of one PI Web API source, parsed at the door; nothing is sent until the first call. */
export const PiWebApiSettings = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  baseUrl: z.url({ protocol: /^https?$/ }).describe('Root of the service, such as https://pi.example/piwebapi'),
  auth: SourceAuth.default({ kind: 'none' }),
  caFile: z.string().min(1).optional().describe('PEM file of the authority behind the server’s certificate'),
  timeoutMs: z.int().min(10).max(600_000).default(15_000).describe('Longest wait for one answer'),
  mapping: z.custom<PiMapping>(
    (value) => typeof value === 'object' && value !== null,
    'a mapping read by parsePiMapping',
  ),
  idsPerCall: z.int().min(1).max(400).default(100).describe('Most tags asked in one call'),
  urlBytesMax: z
    .int()
    .min(500)
    .max(16_000)
    .default(6_000)
    .describe('Longest address: proxies refuse more than about 8 kB'),
  itemsPerCall: z
    .int()
    .min(2)
    .max(150_000)
    .default(50_000)
    .describe('Most values asked in one call; the server’s own limit is 150 000 unless it was changed'),
  concurrency: z.int().min(1).max(16).default(4).describe('Calls under way at a time'),
})
export type PiWebApiSettings = z.input<typeof PiWebApiSettings>
export type PiWebApiConfig = z.output<typeof PiWebApiSettings>
