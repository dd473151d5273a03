import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto'

/** What a secret is kept as: who reads the store can't come in with it. Secrets have 256 bits of chance, so it needs no salt. */
export const hashSecret = (secret: string): Buffer => Buffer.from(hashToText(secret), 'latin1')

/** The same, one character a byte: to look up what is remembered, without a buffer, which takes a fifth of the time. */
export const hashToText = (secret: string): string => hash('sha256', secret, 'binary')

/** 256 bits of chance, as 43 characters that may stand in a cookie or an address. */
export const createSecret = (): string => randomBytes(32).toString('base64url')

const secretShape = /^[\w-]{43}$/

/** Whether a text can be a secret of ours at all. */
export const isSecret = (text: string | undefined): text is string => text !== undefined && secretShape.test(text)

/** Encrypts what must be read again. */
export interface SecretBox {
  /** `about` has to be said again to open it: what was put beside one row opens nothing beside another. */
  seal(text: string, about: string): Buffer
  /** Null where it was sealed about something else, with another key, or was altered. */
  open(sealed: Buffer, about: string): string | null
}

const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/** A box with a key of its own, made of the secret for one purpose: what one box sealed, another doesn't open. */
export function createSecretBox(secret: string, purpose: string): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `tieback ${purpose}`, 32))
  return {
    seal: (text, about) => {
      const iv = randomBytes(ivBytes)
      const sealing = createCipheriv(cipher, key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(about))
      const sealed = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()])
      return Buffer.concat([iv, sealing.getAuthTag(), sealed])
    },
    open: (sealed, about) => {
      if (sealed.byteLength < ivBytes + tagBytes) return null
      const opening = createDecipheriv(cipher, key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
      opening.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
      try {
        return Buffer.concat([opening.update(sealed.subarray(ivBytes + tagBytes)), opening.final()]).toString('utf8')
      } catch {
        return null
      }
    },
  }
}
