/** Names of this machine; what browsers send there leaves it nowhere. */
const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

export const isLoopback = ({ hostname }: URL): boolean => loopbackNames.has(hostname)

/** Whether secrets may be sent to an address: by https, or without leaving the machine. */
export const isConfidential = (url: URL): boolean => url.protocol === 'https:' || isLoopback(url)

/** Whether an address may be the one that browsers use: an origin and nothing behind it. */
export function isPublicUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && isConfidential(url) && url.href === `${url.origin}/`
}

interface ListeningAt {
  readonly host: string
  readonly port: number
  readonly given?: string | undefined
}

/** The address that browsers use, without a slash at its end: the one that is given, else where the server listens. */
export function publicUrlOf({ host, port, given }: ListeningAt): string {
  if (given !== undefined) return new URL(given).origin
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
