import type { DriftFault } from './drift-faults.ts'
import type { FaultDescription } from './fault.ts'

/** What every simulator can be told, whoever's words it speaks. */
export const sharedFaults = [
  {
    name: 'slow',
    parameter: { name: 'delay', unit: 'ms', default: 5_000 },
    does: 'Each answer waits.',
    seen: 'Calls go on until the timeout of the source, which then is unavailable; figures keep their age.',
  },
  {
    name: 'slow-first-call',
    parameter: { name: 'delay', unit: 'ms', default: 8_000 },
    does: 'The first answer waits, as where a server wakes up from idling; the others come at once.',
    seen: 'One call is tried again, and nothing else is seen of it.',
  },
  {
    name: 'offline',
    parameter: null,
    does: 'Each connection is cut before it is answered, open channels too; only the controls below /simulator/ answer.',
    seen: 'The source is unavailable after its tries; then its breaker opens, and one probe at a time goes out.',
  },
  {
    name: 'unavailable',
    parameter: null,
    does: '503 with a page of HTML, as a load balancer sends it.',
    seen: 'The source is unavailable; calls are tried again, then refused until a probe succeeds.',
  },
  {
    name: 'bad-gateway',
    parameter: null,
    does: '502 with a page of HTML, as a proxy sends it.',
    seen: 'As for unavailable.',
  },
  {
    name: 'unauthorized',
    parameter: null,
    does: '401 to everybody.',
    seen: 'The source says that its credentials are refused; nothing is tried again but once with a fresh token.',
  },
  {
    name: 'session-expired',
    parameter: null,
    does: '200 with a login page of HTML.',
    seen: 'As for unauthorized: a web page where JSON was due is never read as data.',
  },
  {
    name: 'token-expiry',
    parameter: { name: 'calls', unit: null, default: 3 },
    does: 'The same credentials are refused with 401 after so many calls, as where a token runs out between two pages.',
    seen: 'With OAuth 2 a fresh token is fetched once and the call made again; other credentials are reported as refused.',
  },
  {
    name: 'rate-limited',
    parameter: { name: 'wait', unit: 's', default: 5 },
    does: '429 with a Retry-After.',
    seen: 'All calls to the source wait that long; a longer wait than the settings allow is left to the schedule.',
  },
  {
    name: 'burst-limited',
    parameter: { name: 'calls a second', unit: null, default: 2 },
    does: 'Calls beyond so many in a second get 429 without a Retry-After.',
    seen: 'They are tried again after waits that double; the rate-limited calls are counted.',
  },
  {
    name: 'malformed',
    parameter: null,
    does: '200 with JSON that breaks off, though the answer says that it is whole.',
    seen: 'The source is in drift: its answer is not JSON. Nothing of it is taken in.',
  },
  {
    name: 'truncated',
    parameter: null,
    does: 'The connection is cut in the middle of the body.',
    seen: 'As for unavailable: the call is tried again.',
  },
] as const satisfies readonly FaultDescription[]

export type SharedFault = (typeof sharedFaults)[number]['name'] | DriftFault
