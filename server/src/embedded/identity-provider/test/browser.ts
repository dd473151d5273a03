/** Follows addresses as a browser does: cookies by host and port kept apart by name, redirects one at a time. */
export class TestBrowser {
  readonly cookies = new Map<string, string>()

  /** One request, its redirect not followed. */
  async send(address: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }

  /** Follows redirects for as long as they stay on one origin; gives the page, or the address that leads elsewhere. */
  async follow(
    address: string,
    form?: Readonly<Record<string, string>>,
  ): Promise<{ page: string; at: string; left: boolean }> {
    const { origin } = new URL(address)
    let at = address
    let response = await this.send(at, form)
    for (;;) {
      const location = response.headers.get('location')
      if (location === null) return { page: await response.text(), at, left: false }
      at = new URL(location, at).href
      if (new URL(at).origin !== origin) return { page: '', at, left: true }
      response = await this.send(at)
    }
  }
}
