import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { writeTo } from './link.ts'
import type { Overtaking } from './overtaking.ts'
import type { FaultsInForce, ProxyFaults } from './proxy-faults.ts'

/** How often an answer whose speed is bounded gets its share, a second. */
const sharesPerS = 20

export interface AnswerWriter {
  readonly client: Socket
  readonly target: Socket
  readonly faults: FaultsInForce
  readonly overtaking: Overtaking
  readonly gone: AbortSignal
  readonly onPassed: (bytes: number) => void
}

/** Writes pieces of answer to one client as the faults in force leave them. */
export function createAnswerWriter(options: AnswerWriter): (bytes: Buffer) => Promise<void> {
  const { client, faults, overtaking, gone, onPassed } = options
  // Bytes passed since the faults were last changed.
  let counted = { since: faults.now, bytes: 0 }
  const bytesLeft = () => {
    if (counted.since !== faults.now) counted = { since: faults.now, bytes: 0 }
    return limitOf(faults.now) - counted.bytes
  }
  return async (bytes) => {
    const { overtakeMsMax } = faults.now
    if (overtakeMsMax !== null) await overtaking.pass(overtakeMsMax, gone)
    for (let rest = bytes; rest.length > 0;) {
      const part = rest.subarray(0, Math.min(rest.length, bytesLeft(), shareOf(faults.now)))
      const { bytesPerS } = faults.now
      if (part.length > 0) await writeTo(client, part, gone)
      onPassed(part.length)
      counted.bytes += part.length
      rest = rest.subarray(part.length)
      if (bytesLeft() <= 0) {
        breakOff(options)
        return
      }
      if (bytesPerS !== null) await wait((1000 * part.length) / bytesPerS, undefined, { signal: gone })
    }
  }
}

function limitOf({ cutAfterBytes, endAfterBytes }: ProxyFaults): number {
  return Math.min(cutAfterBytes ?? Infinity, endAfterBytes ?? Infinity)
}

function shareOf({ bytesPerS }: ProxyFaults): number {
  return bytesPerS === null ? Infinity : Math.max(1, Math.floor(bytesPerS / sharesPerS))
}

function breakOff({ client, target, faults }: AnswerWriter): void {
  const { cutAfterBytes, endAfterBytes } = faults.now
  if (cutAfterBytes !== null && cutAfterBytes <= (endAfterBytes ?? Infinity)) client.resetAndDestroy()
  // Once what was written is out.
  else client.end(() => target.destroy())
}
