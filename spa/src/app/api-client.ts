import { initClient, tsRestFetchApi } from '@ts-rest/core'
import { apiContract } from '@tieback/contracts'
import { observeServerDate } from '../ui/clock.ts'
import { ApiProblem } from './api-problem.ts'

let apiBase = ''

/** Says where the API is, before anything is asked of it; empty: where the page itself comes from. */
export function setApiBase(address: string): void {
  apiBase = address
}

/** The API, typed by its contract. Every answer also sets the page's clock by the server's. */
export const api = initClient(apiContract, {
  baseUrl: '',
  baseHeaders: { accept: 'application/json, application/problem+json' },
  api: async (request) => {
    const answer = await tsRestFetchApi({ ...request, path: `${apiBase}${request.path}` })
    observeServerDate(answer.headers.get('date'))
    return answer
  },
})

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
}

/** Read, or taken in as a job. */
type Success<A extends Answer> = Extract<A, { status: 200 | 202 }>

const isSuccess = <A extends Answer>(answer: A): answer is Success<A> => answer.status === 200 || answer.status === 202

/** The body of a successful answer. Throws ApiProblem for every other. */
export function unwrap<A extends Answer>(answer: A): Success<A>['body'] {
  if (isSuccess(answer)) return answer.body
  throw new ApiProblem(answer.status, answer.body, answer.headers.get('x-request-id'))
}
