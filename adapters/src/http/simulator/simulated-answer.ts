/** `body` is sent as JSON, or as it is where `contentType` is given and it is text already. */
export interface SimulatedAnswer {
  readonly status: number
  readonly body: unknown
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}
