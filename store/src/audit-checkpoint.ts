import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** A point of the chain that is to be signed. */
export interface ChainPoint {
  readonly sequence: number
  /** Of the checkpoint before; 0: this is the first. */
  readonly previousSequence: number
  readonly hash: Buffer
  readonly at: Date
}

/** A signed point of the chain. */
export interface AuditCheckpoint extends ChainPoint {
  /** Says by which key. */
  readonly keyId: string
  readonly signature: Buffer
}

/** The name of a key pair: the thumbprint of its public half (RFC 7638, with the members of RFC 8037), the same for both halves. */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  const { crv, kty, x } = publicKey.export({ format: 'jwk' })
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')
}

/** The bytes that are signed: a line for each thing that must not be altered. */
const toSignedBytes = ({ sequence, previousSequence, hash, at }: ChainPoint, keyId: string): Buffer =>
  Buffer.from(
    ['tieback audit checkpoint', sequence, previousSequence, hash.toString('hex'), at.toISOString(), keyId].join('\n'),
  )

/** privateKey  Ed25519 */
export function signCheckpoint(point: ChainPoint, privateKey: KeyObject): AuditCheckpoint {
  const keyId = keyIdOf(privateKey)
  return { ...point, keyId, signature: sign(null, toSignedBytes(point, keyId), privateKey) }
}

/** publicKey  the one that `keyId` names */
export const isSignedBy = (checkpoint: AuditCheckpoint, publicKey: KeyObject): boolean =>
  verify(null, toSignedBytes(checkpoint, checkpoint.keyId), publicKey, checkpoint.signature)
