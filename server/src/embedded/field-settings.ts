import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../config/environment.ts'

/** What makes the evaluation field the same one at every start. */
const FieldSettings = z.object({
  seed: z.int().min(0),
  /** When the field was first started: its history ends and its live part begins here. */
  firstStart: z.iso.datetime(),
  /** How fast its clock runs. */
  speed: z.number().positive(),
})
export type FieldSettings = z.infer<typeof FieldSettings>

const fileOf = (dataDir: string): string => join(dataDir, 'field.json')

/**
 * The field of a data folder, made at the first start and the same ever after: a stored history can't go on with another seed or clock.
 * Throws ConfigError when something else is asked for than what is there.
 */
export async function openField(
  dataDir: string,
  asked: { readonly seed?: number | undefined; readonly speed?: number | undefined },
): Promise<FieldSettings> {
  const path = fileOf(dataDir)
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) {
    const field = { seed: asked.seed ?? 1, firstStart: new Date().toISOString(), speed: asked.speed ?? 1 }
    await mkdir(dataDir, { recursive: true })
    await writeFile(path, `${JSON.stringify(field, null, 2)}\n`)
    return field
  }
  const field = FieldSettings.parse(JSON.parse(text))
  const differs = (['seed', 'speed'] as const).filter((key) => asked[key] !== undefined && asked[key] !== field[key])
  if (differs.length > 0) {
    const [key = 'seed'] = differs
    throw new ConfigError(
      `The field in ${dataDir} was started with ${key} ${field[key]}; its history can't go on with ${asked[key] ?? ''}. Leave --${key} out, or give another folder by TIEBACK_DATA_DIR.`,
    )
  }
  return field
}

/** The clock of a field, as TIEBACK_CLOCK takes it; null where it keeps real time. */
export const clockOf = ({ firstStart, speed }: FieldSettings): string | null =>
  speed === 1 ? null : `${firstStart}@${speed}`
