import { hasRedisServer } from '@tieback/store/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { CrashSite } from './crash-site.ts'

describe.each(['postgres', 'redis'] as const)('Postgres, with two workers on the queue in %s', (queue) => {
  let site: CrashSite | undefined
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(site?.said.slice(-40).join(''))
    await site?.dispose()
  })

  it.skipIf(queue === 'redis' && !hasRedisServer() && process.env['CI'] !== 'true')(
    'loses no row and doubles none while it is killed in the middle of writing, and the workers go on by themselves',
    async () => {
      site = await CrashSite.start(queue)
      site.feed()
      const workers = [site.run('work'), site.run('work')]
      for (let kills = 0; kills < 3; kills += 1) {
        await site.untilMoreIsWritten()
        await site.killPostgres()
      }
      await site.untilMoreIsWritten()
      expect(workers.map((worker) => worker.exitCode ?? worker.signalCode)).toEqual([null, null])
      await site.expectExact()
    },
    120_000,
  )
})
