import type { AuditCheckpoint } from '@tieback/store'
import { z } from 'zod'

const CheckpointFields = z.object({
  sequence: z.int().min(1),
  previousSequence: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  keyId: z.string().min(1),
  signature: z.base64url(),
})
export type CheckpointFields = z.infer<typeof CheckpointFields>

/** A line of the server's log has it among other things. */
const LogLine = z.object({ checkpoint: CheckpointFields })

/** A checkpoint as texts and numbers, for a log line. */
export const toCheckpointFields = ({ hash, at, signature, ...point }: AuditCheckpoint): CheckpointFields => ({
  ...point,
  hash: hash.toString('hex'),
  at: at.toISOString(),
  signature: signature.toString('base64url'),
})

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

/** The checkpoints that a file holds: a log of the server, or lines that hold nothing else. Other lines are passed over. */
export function parseCheckpoints(text: string): AuditCheckpoint[] {
  return text.split('\n').flatMap((line) => {
    const value = parseJson(line)
    const logged = LogLine.safeParse(value)
    const { data } = logged.success ? { data: logged.data.checkpoint } : CheckpointFields.safeParse(value)
    if (data === undefined) return []
    const { hash, at, signature, ...point } = data
    return [
      { ...point, hash: Buffer.from(hash, 'hex'), at: new Date(at), signature: Buffer.from(signature, 'base64url') },
    ]
  })
}
