import { createHash } from 'node:crypto'

/** Kinds of WebID 2.0 that the simulator speaks. */
export const webIdKinds = { Full: 'F', IDOnly: 'I', PathOnly: 'P' } as const
export type WebIdType = keyof typeof webIdKinds

/** What a WebID may stand for, and the characters of ids that it then holds: a GUID is 22, a point's number 6. */
const idLengths = { DS: 22, DP: 28, RS: 22, RD: 44, Em: 44, AbE: 66, MSD: 44 } as const
export type WebIdMarker = keyof typeof idLengths

/** An object as its WebIDs name it. */
export interface WebIdTarget {
  readonly marker: WebIdMarker
  /** Its ids as they are written in a WebID; null in a path-only one. */
  readonly id: string | null
  /** Its path without the leading backslashes, upper case; null in an id-only one. */
  readonly name: string | null
}

/** Four bytes of a point's number. */
export function encodeNumber(id: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(id)
  return bytes.toString('base64url')
}

/** A GUID in Microsoft's byte order: the first three groups little-endian. */
export function encodeGuid(guid: string): string {
  const [first = '', second = '', third = '', ...rest] = guid.split('-')
  const reversed = [first, second, third].map((group) => Buffer.from(group, 'hex').reverse())
  return Buffer.concat([...reversed, Buffer.from(rest.join(''), 'hex')]).toString('base64url')
}

/** A GUID that a name always gets. */
export function guidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

/** The WebID of an object whose ids and path are known; `path` with or without the leading backslashes. */
export function encodeWebId(type: WebIdType, object: { marker: WebIdMarker; id: string; path: string }): string {
  const name = Buffer.from(object.path.replace(/^\\\\/, '').toUpperCase(), 'utf8').toString('base64url')
  return `${webIdKinds[type]}1${object.marker}${type === 'PathOnly' ? '' : object.id}${type === 'IDOnly' ? '' : name}`
}

/** What a WebID says; null where it isn't one. */
export function decodeWebId(webId: string): WebIdTarget | null {
  const [, kind, marker, payload] = /^([FIP])1(DS|DP|RS|RD|Em|AbE|MSD)([\w-]+)$/.exec(webId) ?? []
  if (payload === undefined || !isMarker(marker)) return null
  const length = idLengths[marker]
  const nameOf = (text: string): string => Buffer.from(text, 'base64url').toString('utf8')
  if (kind === 'P') return { marker, id: null, name: nameOf(payload) }
  if (payload.length < length || (kind === 'I' && payload.length > length)) return null
  return { marker, id: payload.slice(0, length), name: kind === 'F' ? nameOf(payload.slice(length)) : null }
}

const isMarker = (text: string | undefined): text is WebIdMarker => text !== undefined && Object.hasOwn(idLengths, text)
