/** The path of a point, as PI writes it: `\\SERVER\TAG`. */
export function pointPath(dataServer: string, tag: string): string {
  return `\\\\${dataServer}\\${tag}`
}

/**
 * The path-only WebID 2.0 of a point, made without asking the server.
 * It names the place, not the object: it survives a point that is deleted and made again, and breaks on rename.
 * Null for the few names whose upper case is not the server's own (`ß`); those are asked by path.
 */
export function pointWebId(dataServer: string, tag: string): string | null {
  const name = pointPath(dataServer, tag).slice(2)
  if (name.includes('ß')) return null
  return `P1DP${Buffer.from(name.toUpperCase(), 'utf8').toString('base64url')}`
}
