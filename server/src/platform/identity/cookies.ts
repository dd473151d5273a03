/** A cookie that only this server reads. */
export interface OwnCookie {
  readonly name: string
  /** As the header `set-cookie` has it; without a life it goes when the browser does. */
  write(value: string, lifeS?: number): string
  /** The header that takes it away. */
  clear(): string
}

export interface OwnCookies {
  /** Holds the secret of a session. */
  readonly session: OwnCookie
  /** Ties a sign-in under way to the browser that began it. */
  readonly signIn: OwnCookie
}

/** Names of this machine; browsers send what is there to no other. */
const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

export const isLoopback = ({ hostname }: URL): boolean => loopbackNames.has(hostname)

/** Values are secrets of ours, whose characters all may stand in a cookie. */
function createCookie(name: string, isSecure: boolean): OwnCookie {
  const attributes = ['Path=/', 'HttpOnly', ...(isSecure ? ['Secure'] : []), 'SameSite=Lax']
  const write: OwnCookie['write'] = (value, lifeS) =>
    [`${name}=${value}`, ...(lifeS === undefined ? [] : [`Max-Age=${lifeS}`]), ...attributes].join('; ')
  return { name, write, clear: () => write('', 0) }
}

/**
 * The cookies of a public address. `__Host-` holds the browser to https, this host and no other path; on loopback without
 * https no browser would take it, so there it has another name.
 *
 * throws  where the address is http and not on loopback: a cookie would be sent in the clear
 */
export function createCookies(publicUrl: URL): OwnCookies {
  const isSecure = publicUrl.protocol === 'https:'
  if (!isSecure && !isLoopback(publicUrl)) {
    throw new Error(
      `${publicUrl.origin} is http: what browsers send there can be read on the way. Serve Tieback by https and set TIEBACK_PUBLIC_URL to that address`,
    )
  }
  const base = isSecure ? '__Host-tieback' : 'tieback-loopback'
  return { session: createCookie(base, isSecure), signIn: createCookie(`${base}-sign-in`, isSecure) }
}
