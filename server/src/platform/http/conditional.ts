/** Ways to write an answer down, best first: what a client likes as well as another gets the smaller. */
const encodings = ['br', 'gzip', 'identity'] as const
export type Encoding = (typeof encodings)[number]

/** How much a client likes each coding that it names, 0..1. */
function parseAcceptEncoding(header: string): ReadonlyMap<string, number> {
  return new Map(
    header.split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase())
      const weight = parameters.find((parameter) => parameter.startsWith('q='))
      const liked = weight === undefined ? 1 : Number(weight.slice(2))
      return [name, Number.isNaN(liked) ? 0 : liked]
    }),
  )
}

function rankEncodings(header: string): readonly Encoding[] {
  const liked = parseAcceptEncoding(header)
  // RFC 9110, 12.5.3: identity is acceptable unless it is refused by name, or by "*" where nothing names it.
  const weightOf = (encoding: Encoding): number =>
    liked.get(encoding) ?? liked.get('*') ?? (encoding === 'identity' ? Number.MIN_VALUE : 0)
  return encodings.filter((encoding) => weightOf(encoding) > 0).toSorted((a, b) => weightOf(b) - weightOf(a))
}

/** Clients send a handful of different headers; this many are remembered, so that a flood of odd ones fills nothing. */
const rankingsMax = 200
const rankings = new Map<string, readonly Encoding[]>()

/** The encodings that a client takes, the one to prefer first. Empty: it refuses every one there is. */
export function acceptedEncodings(header: string | undefined): readonly Encoding[] {
  // No header takes anything, but says nothing of what it can undo: RFC 9110 leaves it to the server.
  if (header === undefined) return ['identity']
  const known = rankings.get(header)
  if (known !== undefined) return known
  const ranking = rankEncodings(header)
  if (rankings.size < rankingsMax) rankings.set(header, ranking)
  return ranking
}

const withoutWeakness = (tag: string): string => tag.trim().replace(/^W\//, '')

/** Whether a client has these bytes already. Weak comparison: RFC 9110, 13.1.2. */
export function isKnownToClient(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true
  const own = withoutWeakness(etag)
  return ifNoneMatch.split(',').some((tag) => withoutWeakness(tag) === own)
}
