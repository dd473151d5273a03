import type { FaultSet } from './fault-set.ts'
import type { SharedFault } from './shared-faults.ts'
import type { SimulatedAnswer } from './simulated-answer.ts'

/** What goes wrong before a vendor's own words are reached. */
export interface Transport {
  /** Wait before this answer, ms. */
  delayMs(): number
  /** What is answered in the server's stead; null where it answers itself. */
  refusal(): (SimulatedAnswer & { readonly headers: Readonly<Record<string, string>> }) | null
}

const page = (status: number, title: string, content: string) => ({
  status,
  contentType: 'text/html; charset=utf-8',
  headers: {},
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>${content}</body></html>`,
})

const unavailable = page(503, '503 Service Unavailable', '<h1>Service Unavailable</h1>')
const badGateway = page(502, '502 Bad Gateway', '<h1>Bad Gateway</h1>')
const login = page(200, 'Sign in', '<form action="/login" method="post"><input name="user"></form>')
const limited = { status: 429, body: null }

export function createTransport(faults: FaultSet<SharedFault>): Transport {
  let isAwake = false
  let second = { at: 0, calls: 0 }
  const isOverBurst = (): boolean => {
    const at = Math.floor(performance.now() / 1000)
    second = { at, calls: second.at === at ? second.calls + 1 : 1 }
    return second.calls > faults.number('burst-limited')
  }
  return {
    delayMs() {
      const wakesUp = faults.has('slow-first-call') && !isAwake
      isAwake = faults.has('slow-first-call')
      return faults.number('slow') + (wakesUp ? faults.number('slow-first-call') : 0)
    },
    refusal() {
      if (faults.has('unavailable')) return unavailable
      if (faults.has('bad-gateway')) return badGateway
      if (faults.has('session-expired')) return login
      if (faults.has('rate-limited'))
        return { ...limited, headers: { 'retry-after': String(faults.number('rate-limited')) } }
      return faults.has('burst-limited') && isOverBurst() ? { ...limited, headers: {} } : null
    },
  }
}
