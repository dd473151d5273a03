/** Rows that a source was refused for one reason. */
export interface HeldRows {
  readonly dataset: string
  readonly reason: string
  readonly owner: string
  readonly count: number
}

/** One piece of work that Tieback was asked for. */
export interface Work {
  readonly id: string
  readonly name: string
  readonly state: string
}

/** A series that a rule doubts. */
export interface Doubt {
  readonly series: string
  readonly node: string
  readonly rule: string
  readonly since: string
}

/** Production days, the last of them not among them. */
export interface Days {
  readonly from: string
  readonly to: string
}

/** Only what the script reads: everything else in the answers may change without asking it. */
interface QuarantineAnswer {
  readonly data: { readonly groups: readonly HeldRows[] }
}

interface WorkAnswer {
  readonly data: Work
}

interface QueueAnswer {
  readonly data: { readonly counts: { readonly failed: number }; readonly jobs: readonly Work[] }
}

interface DoubtsAnswer {
  readonly data: {
    readonly marks: readonly {
      readonly rule: string
      readonly from: string
      readonly signal: { readonly name: string }
      readonly node: { readonly name: string }
    }[]
  }
}

/** Tieback refused or failed: its problem code, and what to do. */
class OperationFailed extends Error {
  override readonly name = 'OperationFailed'
  readonly code: string

  constructor({ code, detail }: { code: string; detail: string }) {
    super(detail)
    this.code = code
  }
}

const accept = 'application/json, application/problem+json'

async function send<Answer>(baseUrl: string, path: string, body?: object): Promise<Answer> {
  const posted = {
    method: 'POST',
    headers: { accept, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
  const answer = await fetch(new URL(path, baseUrl), body === undefined ? { headers: { accept } } : posted)
  const content: unknown = await answer.json()
  // Safe: the contract says which shape belongs to which status, and the pact of this consumer holds it to that.
  if (!answer.ok) throw new OperationFailed(content as { code: string; detail: string })
  return content as Answer
}

const pathOf = (source: string): string => `/api/v1/sources/${encodeURIComponent(source)}`
const pathOfJob = (id: string): string => `/api/v1/jobs/${encodeURIComponent(id)}`

async function ask(baseUrl: string, path: string, body: object): Promise<Work> {
  const { id, name, state } = (await send<WorkAnswer>(baseUrl, path, body)).data
  return { id, name, state }
}

/** What of a source stands in quarantine, and whose it is to mend. Throws OperationFailed, as all here do. */
export async function listHeld(baseUrl: string, source: string): Promise<HeldRows[]> {
  const { groups } = (await send<QuarantineAnswer>(baseUrl, `${pathOf(source)}/quarantine?limit=1`)).data
  return groups.map(({ dataset, reason, owner, count }) => ({ dataset, reason, owner, count }))
}

/** Has a source asked who it is. */
export const check = (baseUrl: string, source: string): Promise<Work> => ask(baseUrl, `${pathOf(source)}/checks`, {})

/** Has days of a source read again. */
export const readAgain = (baseUrl: string, source: string, { from, to }: Days): Promise<Work> =>
  ask(baseUrl, `${pathOf(source)}/backfills`, { from, to })

/** Has rows that were refused for a reason mapped again. */
export const replay = (baseUrl: string, source: string, reason: string): Promise<Work> =>
  ask(baseUrl, `${pathOf(source)}/replays`, { reason })

/** Work about a source that has failed for good. */
export async function listFailed(baseUrl: string, source: string): Promise<{ count: number; jobs: Work[] }> {
  const query = new URLSearchParams({ source, state: 'failed' })
  const { counts, jobs } = (await send<QueueAnswer>(baseUrl, `/api/v1/jobs?${query.toString()}`)).data
  return { count: counts.failed, jobs: jobs.map(({ id, name, state }) => ({ id, name, state })) }
}

/** Where one piece of work stands. */
export async function follow(baseUrl: string, id: string): Promise<Work> {
  const { name, state } = (await send<WorkAnswer>(baseUrl, pathOfJob(id))).data
  return { id, name, state }
}

/** Has failed work tried again. */
export const retry = (baseUrl: string, id: string): Promise<Work> => ask(baseUrl, `${pathOfJob(id)}/retries`, {})

/** Series of a source that a rule doubts at present. */
export async function listDoubts(baseUrl: string, source: string): Promise<Doubt[]> {
  const query = new URLSearchParams({ source, limit: '100' })
  const { marks } = (await send<DoubtsAnswer>(baseUrl, `/api/v1/quality-marks?${query.toString()}`)).data
  return marks.map(({ rule, from, signal, node }) => ({ series: signal.name, node: node.name, rule, since: from }))
}
