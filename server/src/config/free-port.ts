import { createServer } from 'node:net'

/** The port itself where it is free on a host, any free one for 0, and null where it is taken. */
export function findFreePort(host: string, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => {
      resolve(null)
    })
    probe.listen(port, host, () => {
      const address = probe.address()
      probe.close(() => {
        resolve(address !== null && typeof address === 'object' ? address.port : null)
      })
    })
  })
}
