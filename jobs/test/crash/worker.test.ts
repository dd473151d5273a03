import { hasRedisServer } from '@tieback/store/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { CrashSite } from './crash-site.ts'

describe.each(['postgres', 'redis'] as const)('two workers on the queue in %s', (queue) => {
  let site: CrashSite | undefined
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(site?.said.slice(-40).join(''))
    await site?.dispose()
  })

  it.skipIf(queue === 'redis' && !hasRedisServer() && process.env['CI'] !== 'true')(
    'lose no row and double none while one after the other is killed in the middle of its work',
    async () => {
      site = await CrashSite.start(queue)
      site.feed()
      const workers = [site.run('work'), site.run('work')]
      for (let kills = 0; kills < 3; kills += 1) {
        await site.untilMoreIsWritten()
        const worker = workers.shift()
        if (worker === undefined) throw new Error('there are two workers')
        await site.kill(worker)
        workers.push(site.run('work'))
      }
      await site.untilMoreIsWritten()
      expect(workers.every((worker) => worker.exitCode === null)).toBe(true)
      await site.expectExact()
    },
    120_000,
  )
})
