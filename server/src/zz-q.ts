import { startEmbeddedPostgres, createStorePool } from '@tieback/store'
const pg = await startEmbeddedPostgres({ dataDir: process.env['TIEBACK_DATA_DIR']!, log: () => {} })
const pool = createStorePool(pg.url, { applicationName: 'q', max: 2, onError: () => {} })
for (const q of process.argv.slice(2)) { const t=performance.now(); console.table((await pool.query(q)).rows.slice(0,40)); console.log((performance.now()-t).toFixed(0)+'ms') }
await pool.end(); await pg.stop()
