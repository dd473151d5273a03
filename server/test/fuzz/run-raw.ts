import { Problem } from '@tieback/contracts'
import { sampleOne } from '@tieback/contracts/testing'
import { problemType } from './invariants.ts'
import { rawRequests } from './raw-requests.ts'
import { type RawAnswer, sendRaw } from './raw-socket.ts'

/** Connections at a time. */
const connectionsMax = 16

const failuresMax = 20

/** Node answers these itself, without a body, before anything of ours is asked: no Host, and what it does not expect. */
const answeredByNode = [400, 417]

function findFault({ status, contentType, body }: RawAnswer): string | null {
  if (status >= 500 && status !== 501) return `it is a ${status}`
  if (status < 400 || (body === '' && answeredByNode.includes(status))) return null
  if (contentType !== problemType) return `a ${status} came as "${contentType}": ${body.slice(0, 200)}`
  return Problem.safeParse(tryParse(body)).success ? null : `a ${status} is no problem: ${body.slice(0, 200)}`
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A line for a POSIX shell that sends the same bytes. */
const toLine = (bytes: string): string =>
  `node -e 'process.stdout.write(Buffer.from("${Buffer.from(bytes, 'latin1').toString('base64')}", "base64"))' | nc -q 2 127.0.0.1 8080`

/** Sends damaged bytes over connections of their own; what to read and send again for each that was answered wrongly. */
export async function runRaw(port: number, requests: number, seed: number): Promise<string[]> {
  const failures: string[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < requests && failures.length < failuresMax) {
      const index = next++
      const bytes = sampleOne(rawRequests, seed + index)
      for (const answer of await sendRaw(port, bytes)) {
        const fault = findFault(answer)
        if (fault !== null) failures.push([`seed ${seed}, bytes ${index}`, fault, toLine(bytes)].join('\n  '))
      }
    }
  }
  await Promise.all(Array.from({ length: connectionsMax }, work))
  return failures
}
