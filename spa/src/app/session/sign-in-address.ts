/** Where a window that was opened to sign in ends: it tells the others, and closes. */
export const signedInPath = `${import.meta.env.BASE_URL}signed-in`

/** The address that begins a sign-in and comes back to a path of this page. */
export function signInAddress(signInPath: string, returnTo: string): string {
  return `${signInPath}${signInPath.includes('?') ? '&' : '?'}${new URLSearchParams({ returnTo }).toString()}`
}

/** All that the address bar says, so that a sign-in comes back to what was looked at. */
export const currentPath = ({ pathname, search, hash }: Location = location): string => `${pathname}${search}${hash}`
