import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type Config, ConfigError } from '../config/environment.ts'

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

/** The field of a data folder; null where none was started. Throws ConfigError where its file can't be read. */
async function readField(dataDir: string): Promise<FieldSettings | null> {
  const path = fileOf(dataDir)
  if (!existsSync(path)) return null
  try {
    return FieldSettings.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new ConfigError(
      `${path} does not say which field this folder holds: it was changed or cut short. Put back the file as it was, or start a new field in another folder by TIEBACK_DATA_DIR.`,
      { cause },
    )
  }
}

/**
 * The field of a data folder, made at the first start and the same ever after: a stored history can't go on with another seed or clock.
 * Throws ConfigError when something else is asked for than what is there.
 */
export async function openField(
  dataDir: string,
  asked: { readonly seed?: number | undefined; readonly speed?: number | undefined },
): Promise<FieldSettings> {
  const field = await readField(dataDir)
  if (field === null) {
    const made = { seed: asked.seed ?? 1, firstStart: new Date().toISOString(), speed: asked.speed ?? 1 }
    await mkdir(dataDir, { recursive: true })
    await writeFile(fileOf(dataDir), `${JSON.stringify(FieldSettings.parse(made), null, 2)}\n`)
    return made
  }
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

/**
 * The configuration with the clock of the field that the data folder holds, where TIEBACK_CLOCK names none:
 * what is done by hand shares the time of what "tieback up" does. A site with a sources file of its own keeps real time.
 */
export async function withFieldClock(config: Config): Promise<Config> {
  if (config.clock !== null || config.sourcesFile !== null) return config
  const field = await readField(config.dataDir)
  return field === null ? config : { ...config, clock: clockOf(field) }
}
