import { hasRedisServer } from '@tieback/store/testing'
import { afterEach, describe, it } from 'vitest'
import { CrashSite } from './crash-site.ts'

describe.each(['postgres', 'redis'] as const)('a server beside two workers on the queue in %s', (queue) => {
  let site: CrashSite | undefined
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(site?.said.slice(-40).join(''))
    await site?.dispose()
  })

  it.skipIf(queue === 'redis' && !hasRedisServer() && process.env['CI'] !== 'true')(
    'loses nothing that it has accepted when it is killed, and ingest goes on without it',
    async () => {
      site = await CrashSite.start(queue)
      await site.signIn()
      site.feed()
      site.run('work')
      site.run('work')
      let server = site.run('serve')
      const accepted: string[] = []
      for (let kills = 0; kills < 2; kills += 1) {
        await site.untilMoreIsWritten()
        await site.untilServed()
        site.strikeOut()
        accepted.push(await site.askForBackfill())
        await site.kill(server)
        server = site.run('serve')
      }
      for (const id of accepted) await site.expectSucceeded(id)
      await site.expectExact()
    },
    120_000,
  )
})
