import { initClient, tsRestFetchApi } from '@ts-rest/core'
import { apiContract } from '@tieback/contracts'
import { observeServerDate, serverNow } from '../ui/clock.ts'
import { ApiProblem } from './api-problem.ts'

let apiBase = ''

/** Says where the API is, before anything is asked of it; empty: where the page itself comes from. */
export function setApiBase(address: string): void {
  apiBase = address
}

/** The API's address as the browser goes there, for what isn't asked by `api`. */
export const addressInApi = (path: string): string => `${apiBase}${path}`

/** Whoever follows the session by how the API answers. */
interface AnswerObserver {
  readonly turn: number
  noteAnswer(status: number, turn: number, now: number): void
}

let observer: AnswerObserver | null = null

/** Has every answer noted; gives the way to stop. */
export function observeAnswers(next: AnswerObserver): () => void {
  observer = next
  return () => {
    observer = null
  }
}

const safeMethods = ['GET', 'HEAD']

/** What shows the server that a page of its own asks for a change: no other site can add it. */
const ownRequest = { 'x-tieback-request': '1' } as const

/** The API, typed by its contract. Every answer also sets the page's clock by the server's. */
export const api = initClient(apiContract, {
  baseUrl: '',
  baseHeaders: { accept: 'application/json, application/problem+json' },
  api: async (request) => {
    const isSafe = safeMethods.includes(request.method)
    const headers = { ...request.headers, ...(isSafe ? {} : ownRequest) }
    const turn = observer?.turn ?? 0
    const answer = await tsRestFetchApi({ ...request, headers, path: addressInApi(request.path) })
    observeServerDate(answer.headers.get('date'))
    observer?.noteAnswer(answer.status, turn, serverNow())
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
