/** Address that begins a sign-in. */
export const signInPath = '/auth/sign-in'

/** An address of the web application with all its filters stays below, characters. */
const pathCharactersMax = 2_000

// Browsers read a backslash as a slash, and leave out tabs and line ends: any of these could make another host of a path.
const foreignCharacters = /[\\\p{Cc}]/u

/** The path to come back to: one of our own that shows something, else the front page. */
export function toReturnPath(given: unknown, publicUrl: URL): string {
  if (typeof given !== 'string' || !given.startsWith('/') || given.length > pathCharactersMax) return '/'
  if (foreignCharacters.test(given) || !URL.canParse(given, publicUrl.href)) return '/'
  const { origin, pathname, search, hash } = new URL(given, publicUrl)
  const isOwn = origin === publicUrl.origin && !pathname.startsWith('//') && !pathname.startsWith('/auth/')
  return isOwn ? `${pathname}${search}${hash}` : '/'
}

/** The path that begins a sign-in and comes back to another. */
export function createSignInPath(
  returnTo: string,
  { isAnotherPerson = false }: { readonly isAnotherPerson?: boolean } = {},
): string {
  const query = new URLSearchParams({
    ...(returnTo === '/' ? {} : { returnTo }),
    ...(isAnotherPerson ? { as: 'another' } : {}),
  })
  return query.size === 0 ? signInPath : `${signInPath}?${query.toString()}`
}
