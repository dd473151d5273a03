/** Kinds of WebID 2.0 that the simulator speaks. */
export const webIdKinds = { Full: 'F', IDOnly: 'I', PathOnly: 'P' } as const
export type WebIdType = keyof typeof webIdKinds

/** What a WebID names: a data server or a point on it. Ids and names are there as far as the kind holds them. */
export interface WebIdTarget {
  readonly marker: 'DS' | 'DP'
  /** Point id; null in a path-only WebID and of a server. */
  readonly id: number | null
  /** Without the leading backslashes, upper case; null in an id-only WebID. */
  readonly name: string | null
}

const guidLength = 22
const idLength = 6

const encodeName = (name: string): string => Buffer.from(name.toUpperCase(), 'utf8').toString('base64url')

function encodeId(id: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(id)
  return bytes.toString('base64url')
}

/** A GUID in Microsoft's byte order: the first three groups little-endian. */
function encodeGuid(guid: string): string {
  const [first = '', second = '', third = '', ...rest] = guid.split('-')
  const reversed = [first, second, third].map((group) => Buffer.from(group, 'hex').reverse())
  return Buffer.concat([...reversed, Buffer.from(rest.join(''), 'hex')]).toString('base64url')
}

/** The WebID of a server (`id` null) or point; `name` as in its path, without the leading backslashes. */
export function encodeWebId(type: WebIdType, serverGuid: string, id: number | null, name: string): string {
  const marker = id === null ? 'DS' : 'DP'
  const ids = type === 'PathOnly' ? '' : `${encodeGuid(serverGuid)}${id === null ? '' : encodeId(id)}`
  return `${webIdKinds[type]}1${marker}${ids}${type === 'IDOnly' ? '' : encodeName(name)}`
}

/** What a WebID says; null where it isn't one, or one of another server. */
export function decodeWebId(webId: string, serverGuid: string): WebIdTarget | null {
  const [, kind, marker, payload] = /^([FIP])1(DS|DP)([\w-]+)$/.exec(webId) ?? []
  if (payload === undefined || (marker !== 'DS' && marker !== 'DP')) return null
  const decodeName = (text: string): string => Buffer.from(text, 'base64url').toString('utf8')
  if (kind === 'P') return { marker, id: null, name: decodeName(payload) }
  if (!payload.startsWith(encodeGuid(serverGuid))) return null
  const rest = payload.slice(guidLength)
  if (marker === 'DS') return { marker, id: null, name: kind === 'F' ? decodeName(rest) : null }
  const idBytes = Buffer.from(rest.slice(0, idLength), 'base64url')
  if (idBytes.length !== 4) return null
  return { marker, id: idBytes.readInt32LE(), name: kind === 'F' ? decodeName(rest.slice(idLength)) : null }
}
