import { readFileSync } from 'node:fs'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

const trusted = new Set<string>()

/**
 * Adds the certificates of a PEM file to those the process trusts.
 *
 * Global fetch takes no certificate of its own, so the trust holds for every connection of the process;
 * verification is never switched off.
 *
 * throws  Error where the file can't be read or holds no certificate
 */
export function trustCaFile(path: string): void {
  if (trusted.has(path)) return
  const pem = readFileSync(path, 'utf8')
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error(`${path} holds no PEM certificate`)
  setDefaultCACertificates([...getCACertificates('default'), pem])
  trusted.add(path)
}
