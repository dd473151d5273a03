import { Problem, ProblemCode } from '@tieback/contracts'
import { z } from 'zod'

/** A problem as any version of the API sends it: a way to fail that this page doesn't know yet is one of ours all the same. */
const AnyProblem = Problem.extend({ code: z.string(), status: z.int() })

/** A request that Tieback refused or that failed: the problem as it was sent, and the id that finds its log lines. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  /** Null where the answer wasn't one of ours, such as a proxy's page. */
  readonly code: string | null
  readonly detail: string | null
  readonly requestId: string | null

  constructor(status: number, body: unknown, requestId: string | null) {
    const problem = AnyProblem.safeParse(body)
    super(problem.success ? problem.data.title : `The answer has status ${String(status)}`)
    this.status = status
    this.code = problem.success ? problem.data.code : null
    this.detail = problem.success ? problem.data.detail : null
    this.requestId = (problem.success ? problem.data.requestId : undefined) ?? requestId
  }
}

/** What a reader can do about a failure. `canRetry` says whether trying again may help. */
export interface ProblemAdvice {
  readonly title: string
  readonly detail: string | null
  readonly action: string
  readonly canRetry: boolean
  readonly requestId: string | null
}

const actions: Record<ProblemCode, { action: string; canRetry: boolean }> = {
  'invalid-request': {
    action: 'Part of the address is not valid. Go back, or open the page without its range.',
    canRetry: false,
  },
  unauthenticated: { action: 'Sign in again, at the top of the page.', canRetry: true },
  forbidden: { action: 'Ask an administrator for a role that allows it.', canRetry: false },
  'cross-site-request': {
    action: 'Reload the page, and open Tieback by the address that it is meant to be opened by.',
    canRetry: false,
  },
  'not-found': {
    action: 'Look for it in the tree: it may have been renamed, or be outside of what your role holds for.',
    canRetry: false,
  },
  'as-of-in-the-future': {
    action: 'Choose an earlier “as known at”, or go back to what is known now.',
    canRetry: false,
  },
  'range-too-long': { action: 'Choose a shorter range, or coarser steps.', canRetry: false },
  'unsupported-media-type': {
    action: 'Reload the page: Tieback may have been updated since it was opened.',
    canRetry: false,
  },
  conflict: { action: 'Somebody else acted first. Read it again, then decide.', canRetry: false },
  'rate-limited': { action: 'Wait a moment; the page tries again by itself.', canRetry: true },
  'source-unavailable': { action: 'The source is being tried again; see Sources for its state.', canRetry: true },
  'not-ready': { action: 'Tieback is starting or has lost its store. The page tries again by itself.', canRetry: true },
  'not-available-yet': { action: 'Not served yet: the preview shows what it will look like.', canRetry: false },
  'internal-error': { action: 'Try again. If it stays, send the request id to whoever runs Tieback.', canRetry: true },
}

/** For a code that the API learnt after this page was built: its title and detail say what happened. */
const adviceOnNews = { action: 'Reload the page: Tieback may have been updated since it was opened.' }

/** A failure in words, whatever was thrown. */
export function adviseOn(error: unknown): ProblemAdvice {
  if (error instanceof ApiProblem) {
    const { title, detail, requestId } = { title: error.message, detail: error.detail, requestId: error.requestId }
    const code = ProblemCode.safeParse(error.code)
    if (code.success) return { title, detail, requestId, ...actions[code.data] }
    if (error.code !== null) return { title, detail, requestId, ...adviceOnNews, canRetry: isWorthRetrying(error) }
    return {
      title,
      detail,
      requestId,
      action: 'Something between this page and Tieback answered instead of it.',
      canRetry: true,
    }
  }
  // Browsers word it each in their own way; the parts of a page are fetched when they are first needed.
  if (error instanceof Error && /preload|dynamically imported|importing a module/i.test(error.message))
    return {
      title: 'A part of this page can’t be fetched',
      detail: null,
      action: 'Check the connection, then reload: Tieback may have been updated since the page was opened.',
      canRetry: true,
      requestId: null,
    }
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message))
    return {
      title: 'Tieback can’t be reached',
      detail: null,
      action: 'Check the connection; the page tries again by itself.',
      canRetry: true,
      requestId: null,
    }
  return {
    title: 'This page failed',
    detail: error instanceof Error ? error.message : null,
    action: 'Reload the page. If it stays, tell whoever runs Tieback what you did.',
    canRetry: true,
    requestId: null,
  }
}

/** Whether asking the same again may give another answer. */
export function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof ApiProblem) || error.status >= 500 || error.status === 429
}

/** Whether nobody is signed in any more: the whole page says so in one place, and keeps what it shows. */
export const isOfEndedSession = (error: unknown): boolean => error instanceof ApiProblem && error.status === 401
