import { startEmbeddedPostgres } from '../src/embedded/embedded-postgres.ts'

/** A process that starts the server on the folder it is given, says so on one line, and then lives until it is killed. */
const dataDir = process.argv[2]
if (dataDir === undefined) throw new Error('usage: launcher-parent.ts <data directory>')
try {
  const { url, reused } = await startEmbeddedPostgres({ dataDir, log: () => undefined })
  console.log(JSON.stringify({ url, reused }))
  process.stdin.resume()
} catch (error) {
  console.log(JSON.stringify({ refused: String(error) }))
}
