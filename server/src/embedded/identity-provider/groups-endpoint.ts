import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import type { EvaluationPerson } from './persons.ts'

/** Groups in one answer; the rest is behind `@odata.nextLink`, as at Microsoft Graph. */
const groupsPerPage = 100

interface GroupsOptions {
  readonly provider: Provider
  readonly groupsUrl: string
  readonly findPerson: (id: string) => EvaluationPerson | undefined
}

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Answers with the groups of whoever the access token was given to. */
export async function answerGroups(
  request: IncomingMessage,
  response: ServerResponse,
  { provider, groupsUrl, findPerson }: GroupsOptions,
): Promise<void> {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ')
  const token = scheme === 'Bearer' ? await provider.AccessToken.find(value) : undefined
  const person = token === undefined ? undefined : findPerson(token.accountId)
  if (person === undefined) {
    sendJson(response, 401, { error: { code: 'InvalidAuthenticationToken' } })
    return
  }
  const groups = person.groups ?? []
  const from = Number(new URL(request.url ?? '/', groupsUrl).searchParams.get('$skiptoken') ?? 0)
  const next = from + groupsPerPage
  sendJson(response, 200, {
    value: groups.slice(from, next).map((id) => ({ id })),
    ...(next < groups.length ? { '@odata.nextLink': `${groupsUrl}?$skiptoken=${next}` } : {}),
  })
}
