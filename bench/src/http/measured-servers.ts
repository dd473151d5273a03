import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MeasuredServer } from './measured-server.ts'

const path = '/api/v1/summary'

/** Ours in three configurations, and what they are compared with: all answer `/summary` with the same bytes. */
export interface MeasuredServers {
  readonly bare: MeasuredServer
  /** Bare with the option of `createServer` that ours uses. */
  readonly bareOptimized: MeasuredServer
  readonly fastify: MeasuredServer
  readonly tsRest: MeasuredServer
  /** The same with a compressor, as whoever serves browsers has it. */
  readonly tsRestCompressing: MeasuredServer
  readonly cached: MeasuredServer
  readonly full: MeasuredServer
  readonly anew: MeasuredServer
}

/** What `/summary` answers, and its tag. */
export interface MeasuredAnswer {
  readonly path: string
  readonly body: Buffer
  readonly etag: string
}

const startTieback = (databaseUrl: string, features: 'cached' | 'full' | 'anew'): Promise<MeasuredServer> =>
  MeasuredServer.start('tieback-server.ts', { DATABASE_URL: databaseUrl, BENCH_FEATURES: features })

/** Starts every server on what one store answers; throws where they don't answer with the same bytes. */
export async function startServers(
  databaseUrl: string,
): Promise<{ readonly servers: MeasuredServers; readonly answer: MeasuredAnswer }> {
  const cached = await startTieback(databaseUrl, 'cached')
  const answer = { path, ...(await cached.fetch(path)) }
  const bodyFile = join(tmpdir(), `tieback-bench-${process.pid}.json`)
  await writeFile(bodyFile, answer.body)
  const ofBody = { BENCH_BODY: bodyFile }
  const servers = {
    bare: await MeasuredServer.start('bare-server.ts', ofBody),
    bareOptimized: await MeasuredServer.start('bare-server.ts', { ...ofBody, BENCH_OPTIMIZES: 'yes' }),
    fastify: await MeasuredServer.start('fastify-server.ts', ofBody),
    tsRest: await MeasuredServer.start('ts-rest-server.ts', ofBody),
    tsRestCompressing: await MeasuredServer.start('ts-rest-server.ts', { ...ofBody, BENCH_COMPRESSES: 'yes' }),
    cached,
    full: await startTieback(databaseUrl, 'full'),
    anew: await startTieback(databaseUrl, 'anew'),
  }
  await rm(bodyFile)
  // Figures of different bytes can't be compared. What is answered anew has another instant in it.
  for (const server of [servers.bare, servers.bareOptimized, servers.fastify, servers.tsRest]) {
    if (!(await server.fetch(path)).body.equals(answer.body)) throw new Error('the servers answer with different bytes')
  }
  return { servers, answer }
}
