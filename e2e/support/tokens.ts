import type { BrowserContext, Request, Response } from 'playwright-core'

/** Three parts of a signed token, the first of which is JSON. */
const jwtShape = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/

/** Words beside which a provider hands tokens out. */
const tokenFields = /"(?:access|refresh|id)_token"|[?&#](?:access|refresh|id)_token=/

/** What of a text is, or belongs to, a token; null: nothing. `secrets` are tokens that are known to be in use. */
export function findToken(text: string, secrets: readonly string[] = []): string | null {
  const known = secrets.find((secret) => text.includes(secret))
  return known ?? jwtShape.exec(text)?.[0] ?? tokenFields.exec(text)?.[0] ?? null
}

const headersIn = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map((entry) => entry.join(': '))
    .join('\n')

/** Everything that a browser sends and gets, as text. */
export class Traffic {
  private readonly parts: { readonly where: string; readonly text: Promise<string> }[] = []

  constructor(context: BrowserContext) {
    context.on('request', (request) => this.note(`request ${request.url()}`, readRequest(request)))
    context.on('response', (response) => this.note(`answer of ${response.url()}`, readResponse(response)))
  }

  private note(where: string, text: Promise<string>): void {
    // What a page left before it was whole was never seen.
    this.parts.push({ where, text: text.catch(() => '') })
  }

  /** Whether a text was sent, or came: shows that what is looked through is there. */
  async includes(text: string): Promise<boolean> {
    const read = await Promise.all(this.parts.map((part) => part.text))
    return read.some((part) => part.includes(text))
  }

  /** Where a token was seen, and its beginning. */
  async listTokens(secrets: readonly string[] = []): Promise<string[]> {
    const read = await Promise.all(this.parts.map(async ({ where, text }) => ({ where, text: await text })))
    return read.flatMap(({ where, text }) => {
      const found = findToken(text, secrets) ?? findToken(where, secrets)
      return found === null ? [] : [`${where}: ${found.slice(0, 24)}…`]
    })
  }
}

/** Hears of every signed token that a browser sends or gets, as soon as it does. Words alone don't count: scripts of the reference have them. */
export function watchTokens(context: BrowserContext, hear: (where: string) => void): void {
  const look = (address: string, text: Promise<string>): void => {
    if (jwtShape.test(address)) hear(address)
    // What a page left before it was whole was never seen.
    void text.then(
      (read) => !jwtShape.test(read) || hear(address),
      () => undefined,
    )
  }
  context.on('request', (request) => look(request.url(), readRequest(request)))
  context.on('response', (response) => look(response.url(), readResponse(response)))
}

async function readRequest(request: Request): Promise<string> {
  return `${headersIn(await request.allHeaders())}\n${request.postData() ?? ''}`
}

async function readResponse(response: Response): Promise<string> {
  const headers = headersIn(await response.allHeaders())
  const body = await response.text().catch(() => '')
  return `${headers}\n${body}`
}
