import { createJobQueue, startJobs } from '@tieback/jobs'
import { createBenchContext, createBenchSource, openBenchPool } from './historian-site.ts'

/** Tieback's worker as it runs at a site, with every job of a historian on its schedule, until its parent goes. */
const databaseUrl = process.env['DATABASE_URL'] ?? ''
const source = createBenchSource(process.env['BENCH_PI_URL'] ?? '', {
  channelsMax: Number(process.env['BENCH_CHANNELS_MAX']),
})
const queue = await createJobQueue({ databaseUrl, redisUrl: null })
startJobs({ ...createBenchContext(openBenchPool(databaseUrl), source), queue })
process.on('disconnect', () => process.exit(0))
