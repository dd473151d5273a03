/** A line of the report: one asset on the day. Volumes in Sm³; null where Tieback refuses a figure. */
export interface ReportLine {
  readonly asset: string
  readonly day: string
  readonly actual: number | null
  readonly plan: number | null
  readonly provisional: boolean
}

/** The largest loss of an asset, and the site's own words for it. */
export interface Loss {
  readonly well: string
  readonly gap: number
  readonly reason: string | null
}

/** Only what the report reads: everything else in the answers may change without asking it. */
interface SummaryAnswer {
  readonly data: {
    readonly day: { readonly day: string } | null
    readonly tiles: readonly {
      readonly node: { readonly name: string }
      readonly kpi: {
        readonly actual: { readonly value: number | null }
        readonly plan: { readonly value: number | null }
      }
      readonly provisional: boolean
    }[]
  }
}

interface GapAnswer {
  readonly data: {
    readonly ranked: readonly {
      readonly node: { readonly name: string }
      readonly gap: number
      readonly causes: readonly { readonly reason: string }[]
    }[]
  }
}

/** Tieback refused or failed: its problem code, and what to do. */
class ReportFailed extends Error {
  override readonly name = 'ReportFailed'
  readonly code: string

  constructor({ code, detail }: { code: string; detail: string }) {
    super(detail)
    this.code = code
  }
}

async function get<Answer>(baseUrl: string, path: string): Promise<Answer> {
  const answer = await fetch(new URL(path, baseUrl), {
    headers: { accept: 'application/json, application/problem+json' },
  })
  const body: unknown = await answer.json()
  // Safe: the contract says which shape belongs to which status, and the pact of this consumer holds it to that.
  if (!answer.ok) throw new ReportFailed(body as { code: string; detail: string })
  return body as Answer
}

/** What each asset made on its last whole production day. Throws ReportFailed. */
export async function readReport(baseUrl: string): Promise<ReportLine[]> {
  const { data } = await get<SummaryAnswer>(baseUrl, '/api/v1/summary?unitSystem=metric')
  return data.tiles.map(({ node, kpi, provisional }) => ({
    asset: node.name,
    day: data.day?.day ?? '',
    actual: kpi.actual.value,
    plan: kpi.plan.value,
    provisional,
  }))
}

/** The well that lost most below a node on a day, or null where nothing fell short. Throws ReportFailed. */
export async function findLargestLoss(
  baseUrl: string,
  { node, from, to }: { readonly node: string; readonly from: string; readonly to: string },
): Promise<Loss | null> {
  const query = new URLSearchParams({ node, from, to, top: '1' })
  const { data } = await get<GapAnswer>(baseUrl, `/api/v1/gap-drivers?${query.toString()}`)
  const [worst] = data.ranked
  if (worst === undefined || worst.gap >= 0) return null
  return { well: worst.node.name, gap: worst.gap, reason: worst.causes[0]?.reason ?? null }
}
