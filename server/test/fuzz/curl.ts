import type { SentRequest } from '@tieback/contracts/testing'

/** For bash: what can't be seen is written by its number. */
function quote(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`
  const bytes = Array.from(Buffer.from(text), (byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`,
  )
  return `$'${bytes.join('')}'`
}

/** Longer ones fill the screen and hide the seed, which makes the request again too; characters. */
const shownMax = 4_000

const shorten = (text: string): string => (text.length > shownMax ? `${text.slice(0, shownMax)}…` : text)

/** A line that sends the same request to a server that was started by hand. */
export function toCurl({ method, url, headers, payload }: SentRequest): string {
  const given = Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`)
  const body = payload === undefined ? [] : [`--data-binary ${quote(shorten(payload))}`]
  return [
    'curl -i -g --path-as-is',
    `-X ${method}`,
    ...given,
    ...body,
    quote(`http://127.0.0.1:8080${shorten(url)}`),
  ].join(' ')
}
