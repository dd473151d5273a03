import type { z } from 'zod'
import type { PiRead } from './client.ts'
import type { ReadTools } from './read-tools.ts'

/** Objects in one answer: the server's own default. */
const itemsPerPage = 1000

/** Most objects read of one listing; beyond it the mapping's server or database is surely not the one meant. */
const itemsMax = 2_000_000

interface Listing<Item> {
  readonly Items: Item[]
  readonly Links?: { readonly Next?: string | undefined } | null | undefined
}

/** Items of a listing, page by page. The count goes on from what came; Links.Next is never followed: behind a proxy it names an inner host. */
export async function* readPages<Item>(
  { path, query }: PiRead,
  schema: z.ZodType<Listing<Item>>,
  { client, signal }: ReadTools,
): AsyncGenerator<Item[]> {
  for (let startIndex = 0; startIndex < itemsMax;) {
    const page = await client.get({ path, query: [...pageQuery(startIndex), ...query] }, schema, signal)
    yield page.Items
    startIndex += page.Items.length
    if (page.Items.length === 0 || isLastPage(page)) return
  }
}

/** Whether a listing ends with this page: it is short, and doesn't say that there is more. */
export function isLastPage(page: Listing<unknown>): boolean {
  return page.Items.length < itemsPerPage && page.Links?.Next === undefined
}

export function pageQuery(startIndex: number): readonly (readonly [string, string])[] {
  return [
    ['startIndex', String(startIndex)],
    ['maxCount', String(itemsPerPage)],
  ]
}
