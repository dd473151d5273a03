import { createApp, openActor, systemClock } from '@tieback/server'
import { createStorePool } from '@tieback/store'
import { pino } from 'pino'
import { becomeMeasurable } from './measured-server.ts'

const pool = createStorePool(process.env['DATABASE_URL'] ?? '', {
  applicationName: 'tieback-bench',
  max: 8,
  onError: () => undefined,
})
const app = await createApp({
  reader: { pool, clock: systemClock, settings: { kpiCoverageMin: 0.5, attentionBelowPlan: 0.05 } },
  resolveActor: openActor,
  logger: pino({ level: 'silent' }),
  version: 'bench',
  webRoot: null,
})
const address = await app.listen({ host: '127.0.0.1', port: 0 })
becomeMeasurable(Number(new URL(address).port))
