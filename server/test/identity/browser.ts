/** One answer on a browser's way, with everything that could be seen there. */
export interface Visit {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly setCookies: readonly string[]
  readonly body: string
}

interface Sent {
  readonly method?: string
  readonly body?: URLSearchParams
  readonly headers?: Readonly<Record<string, string>>
}

/** Redirects and the like that one visit leads through at most. */
const stepsMax = 20

/** As much of a browser as a sign-in needs: a cookie jar by host and port, redirects, forms, and a memory of all that it saw. */
export class Browser {
  readonly visits: Visit[] = []
  /** By origin. Browsers share cookies among the ports of a host, which would hide whose is whose here. */
  private readonly jars = new Map<string, Map<string, string>>()

  cookie(origin: string, name: string): string | undefined {
    return this.jarOf(origin).get(name)
  }

  setCookie(origin: string, name: string, value: string): void {
    this.jarOf(origin).set(name, value)
  }

  /** One request, without what it leads to. */
  async send(url: string, { method = 'GET', body, headers = {} }: Sent = {}): Promise<Visit> {
    const jar = this.jarOf(new URL(url).origin)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...headers, ...(cookie === '' ? {} : { cookie }) },
      ...(body === undefined ? {} : { body }),
    })
    const setCookies = answer.headers.getSetCookie()
    for (const text of setCookies) keep(jar, text)
    const { status, headers: answered } = answer
    const visit = { method, url, status, headers: answered, setCookies, body: await answer.text() }
    this.visits.push(visit)
    return visit
  }

  /** A request and all that it leads to. */
  async visit(url: string, sent: Sent = {}): Promise<Visit> {
    let visit = await this.send(url, sent)
    for (let steps = 0; steps < stepsMax; steps += 1) {
      const next = nextOf(visit)
      if (next === null) return visit
      visit = await this.send(next.url, next.sent)
    }
    throw new Error(`more than ${stepsMax} steps from ${url}`)
  }

  /** Goes on until it is led to an address that fits, and gives that address without going there. */
  async visitUntil(url: string, fits: (next: string) => boolean): Promise<string> {
    let visit = await this.send(url)
    for (let steps = 0; steps < stepsMax; steps += 1) {
      const next = nextOf(visit)
      if (next === null) throw new Error(`${visit.url} answered ${visit.status} before the address came: ${visit.body}`)
      if (fits(next.url)) return next.url
      visit = await this.send(next.url, next.sent)
    }
    throw new Error(`more than ${stepsMax} steps from ${url}`)
  }

  private jarOf(origin: string): Map<string, string> {
    let jar = this.jars.get(origin)
    if (jar === undefined) this.jars.set(origin, (jar = new Map<string, string>()))
    return jar
  }
}

function keep(jar: Map<string, string>, text: string): void {
  const [pair = '', ...attributes] = text.split(';').map((part) => part.trim())
  const name = pair.slice(0, pair.indexOf('='))
  const isOver = attributes.some((each) => /^max-age=0$/i.test(each) || /^expires=.*1970/i.test(each))
  if (isOver) jar.delete(name)
  else jar.set(name, pair.slice(pair.indexOf('=') + 1))
}

/** Where an answer leads by itself: a redirect, or a form that a script of the page sends. */
function nextOf(visit: Visit): { readonly url: string; readonly sent?: Sent } | null {
  const { status, headers, url, body } = visit
  const location = headers.get('location')
  if (status >= 300 && status < 400 && location !== null) return { url: new URL(location, url).href }
  if (!body.includes('document.forms[0].submit()')) return null
  const { action, fields } = readForm(visit)
  return { url: action, sent: { method: 'POST', body: fields } }
}

/** The form of a page, with its hidden fields. */
export function readForm({ body, url }: Visit): { action: string; fields: URLSearchParams } {
  const action = /<form[^>]*action="([^"]*)"/.exec(body)?.[1]
  if (action === undefined) throw new Error(`there is no form at ${url}: ${body.slice(0, 300)}`)
  const fields = new URLSearchParams()
  for (const [input] of body.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1]
    if (name !== undefined) fields.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? '')
  }
  return { action: new URL(action.replaceAll('&amp;', '&'), url).href, fields }
}
