import { z } from 'zod'
import { SourceAuth } from '../http/authorization.ts'
import { ResilienceSettings } from '../resilience/settings.ts'
import type { PiMapping } from './mapping.ts'

/** Live values over WebSocket. */
const ChannelSettings = z
  .strictObject({
    channelsMax: z.int().min(0).max(100).default(20).describe('Most channels open at a time; 0: none is opened'),
    silenceMsMax: z
      .int()
      .min(100)
      .max(3_600_000)
      .default(60_000)
      .describe('Longest silence of a channel, heartbeats counted, before it is taken for dead'),
    heartbeatRate: z.int().min(1).max(1_000).default(5).describe('Polls of the server between two heartbeats'),
  })
  .prefault({})

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
  requestsPerBatch: z
    .int()
    .min(0)
    .max(500)
    .default(100)
    .describe('Most look-ups in one batch; 0: batches are not used, as where a proxy lets only GET through'),
  futureMsMax: z
    .int()
    .min(0)
    .max(86_400_000)
    .default(600_000)
    .describe('How far ahead of now a sample may lie that is no forecast; the product itself takes 10 minutes'),
  channels: ChannelSettings,
  resilience: ResilienceSettings,
  now: z
    .custom<() => Date>((value) => typeof value === 'function', 'a function that gives the time')
    .default(() => () => new Date())
    .describe('The clock that samples are held against'),
})
export type PiWebApiSettings = z.input<typeof PiWebApiSettings>
export type PiWebApiConfig = z.output<typeof PiWebApiSettings>
