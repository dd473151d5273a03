import type { SimulatedAnswer } from '../../http/simulator/simulated-server.ts'
import { PiRefusal } from './pi-refusal.ts'
import { type Call, linkBase } from './site.ts'

interface Part {
  readonly Method: string
  readonly Resource: string
  readonly isTemplate: boolean
  readonly Parameters: readonly string[]
  readonly ParentIds: readonly string[]
}

interface PartAnswer {
  readonly Status: number
  readonly Headers: Readonly<Record<string, string>>
  readonly Content: unknown
}

/** Reads, each with a status of its own; the host in their addresses is ignored. `read` answers one of them. */
export async function answerBatch(
  call: Call,
  read: (call: Call) => SimulatedAnswer | Promise<SimulatedAnswer>,
): Promise<SimulatedAnswer> {
  const parts = parseBatch(call.request.body)
  const answers = new Map<string, PartAnswer>()
  const answerPart = async (id: string, waiting: ReadonlySet<string>): Promise<PartAnswer> => {
    const known = answers.get(id)
    const part = parts.get(id)
    if (known !== undefined) return known
    if (part === undefined || waiting.has(id)) throw new PiRefusal(400, `The batch request '${id}' has no such parent.`)
    for (const parent of part.ParentIds) {
      const { Status } = await answerPart(parent, new Set([...waiting, id]))
      if (Status < 200 || Status > 299) return keep(id, refused(424, `The request '${parent}' failed.`))
    }
    return keep(id, await answerWhole(part))
  }
  const keep = (id: string, answer: PartAnswer): PartAnswer => {
    answers.set(id, answer)
    return answer
  }
  const answerWhole = async (part: Part): Promise<PartAnswer> => {
    const values = part.Parameters.map((path) => valuesAt(path, answers))
    if (!part.isTemplate)
      return await answerOne(
        part,
        filled(
          part.Resource,
          values.map(([first]) => first),
        ),
      )
    const count = Math.max(0, ...values.map(({ length }) => length))
    const Items: PartAnswer[] = []
    for (let index = 0; index < count; index++) {
      Items.push(
        await answerOne(
          part,
          filled(
            part.Resource,
            values.map((list) => list[index]),
          ),
        ),
      )
    }
    return { Status: 207, Headers: {}, Content: { Items } }
  }
  const answerOne = async ({ Method }: Part, resource: string): Promise<PartAnswer> => {
    if (Method !== 'GET') return refused(403, 'The identity has no right to write.')
    const url = new URL(resource, linkBase)
    const path = url.pathname.replace(/^\/piwebapi/, '') || '/'
    const { status, body } = await read({
      ...call,
      request: { ...call.request, method: 'GET', path, query: url.searchParams },
    })
    return { Status: status, Headers: { 'Content-Type': 'application/json; charset=utf-8' }, Content: body }
  }
  for (const id of parts.keys()) await answerPart(id, new Set())
  return { status: 207, body: Object.fromEntries(answers) }
}

const refused = (Status: number, message: string): PartAnswer => ({
  Status,
  Headers: {},
  Content: { Errors: [message] },
})

function filled(resource: string, values: readonly unknown[]): string {
  return resource.replaceAll(/\{(\d+)\}/g, (_whole, index: string) => textOf(values[Number(index)]))
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '')
}

/** What a path such as `$.wells.Content.Items[*].WebId` finds in the answers of the parents. */
function valuesAt(path: string, answers: ReadonlyMap<string, PartAnswer>): unknown[] {
  const [, id = '', ...steps] = path.split('.')
  return steps.reduce<unknown[]>(
    (found, step) => {
      const name = step.replace('[*]', '')
      const next = found.map((value) => (value as Record<string, unknown> | null)?.[name]) // Safe: anything has no such key at worst.
      return step.endsWith('[*]') ? next.flat() : next
    },
    [answers.get(id)],
  )
}

function parseBatch(body: string): Map<string, Part> {
  const malformed = new PiRefusal(400, 'The batch request is malformed.')
  const parsed = parseJson(body)
  if (typeof parsed !== 'object' || parsed === null) throw malformed
  const parts = Object.entries(parsed).map(([id, request]) => {
    const {
      Method,
      Resource,
      RequestTemplate,
      Parameters = [],
      ParentIds = [],
    } = (request ?? {}) as Partial<Omit<Part, 'isTemplate'> & { RequestTemplate: { Resource?: unknown } }> // Safe: what is read of it is checked below.
    const resource = Resource ?? RequestTemplate?.Resource
    if (typeof Method !== 'string' || typeof resource !== 'string') throw malformed
    const part = {
      Method: Method.toUpperCase(),
      Resource: resource,
      isTemplate: Resource === undefined,
      Parameters,
      ParentIds,
    }
    return [id, part] as const
  })
  return new Map(parts)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
