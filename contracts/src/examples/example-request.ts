/** A request as the examples have it, of any route. Numbers become text where they stand in an address. */
export interface ExampleRequest {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** The path of a route such as `/api/v1/assets/:id` with its parameters filled in, and the query after it, encoded. */
export function exampleAddress(path: string, { params = {}, query = {} }: ExampleRequest): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return search.length === 0 ? filled : `${filled}?${search.join('&')}`
}
