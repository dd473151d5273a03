import type { Config } from './environment.ts'
import { findFreePort } from './free-port.ts'
import { publicUrlOf } from './public-url.ts'

/** The configuration with a port that is free where any would do: the address that browsers use has to be known before anybody listens. */
export async function settlePort(config: Config): Promise<Config> {
  const { host, port, publicUrl } = config
  if (port !== 0) return config
  const free = (await findFreePort(host, 0)) ?? 0
  const isGiven = publicUrl !== publicUrlOf({ host, port })
  return { ...config, port: free, publicUrl: isGiven ? publicUrl : publicUrlOf({ host, port: free }) }
}
