import { z } from 'zod'
import { ProviderRefusal, ProviderUnavailable } from './provider-errors.ts'

/** Entra ID gives a person at most a few thousand groups, and a page holds 100 or more of them. */
const pagesMax = 50

/** Longest wait for one page, ms. */
const pageMsMax = 5_000

const Page = z.object({
  value: z.array(z.object({ id: z.string() })),
  '@odata.nextLink': z.url().optional(),
})

async function readPage(url: URL, accessToken: string): Promise<z.infer<typeof Page>> {
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    // The token goes where the settings say, and nowhere else.
    redirect: 'error',
    signal: AbortSignal.timeout(pageMsMax),
  }).catch((cause: unknown) => {
    throw new ProviderUnavailable('the groups could not be asked for', { cause })
  })
  if (answer.status === 429 || answer.status >= 500) {
    throw new ProviderUnavailable(`the groups could not be asked for: status ${answer.status}`)
  }
  const parsed = Page.safeParse(answer.ok ? await answer.json().catch(() => null) : null)
  if (!parsed.success) throw new ProviderRefusal(`the groups were not told: status ${answer.status}`)
  return parsed.data
}

/**
 * Ids of the groups of whoever the access token was given to, asked for where the settings say, as Microsoft Graph answers.
 *
 * throws  ProviderUnavailable, ProviderRefusal
 */
export async function readGroups(groupsUrl: string, accessToken: string): Promise<string[]> {
  const { origin } = new URL(groupsUrl)
  const groups: string[] = []
  let next: URL | null = new URL(groupsUrl)
  for (let page = 0; next !== null; page += 1) {
    if (page === pagesMax) throw new ProviderRefusal(`there are more than ${pagesMax} pages of groups`)
    if (next.origin !== origin) throw new ProviderRefusal('the next page of groups is at another place')
    const { value, '@odata.nextLink': link } = await readPage(next, accessToken)
    groups.push(...value.map(({ id }) => id))
    next = link === undefined ? null : new URL(link)
  }
  return groups
}
