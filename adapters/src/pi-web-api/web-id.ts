/** Markers of the WebID 2.0 kinds that are asked for; an attribute's own is followed by that of its owner, an element. */
const markers = {
  dataServer: 'DS',
  point: 'DP',
  assetServer: 'RS',
  assetDatabase: 'RD',
  element: 'Em',
  attribute: 'AbE',
}
export type WebIdObject = keyof typeof markers

/** The path of a point, as PI writes it: `\\SERVER\TAG`. */
export function pointPath(dataServer: string, tag: string): string {
  return `\\\\${dataServer}\\${tag}`
}

/**
 * The path-only WebID 2.0 of an object, made without asking the server.
 * It names the place, not the object: it survives one that is deleted and made again, and breaks on rename.
 * Null for the few names whose upper case is not the server's own (`ß`); those are asked by path.
 */
export function pathWebId(object: WebIdObject, path: string): string | null {
  const name = path.replace(/^\\\\/, '')
  if (name.includes('ß')) return null
  return `P1${markers[object]}${Buffer.from(name.toUpperCase(), 'utf8').toString('base64url')}`
}
