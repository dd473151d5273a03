import { z } from 'zod'
import { defineJob } from '../job.ts'

/** Judges the newest samples of a historian's series by the quality rules, and keeps what they doubt as marks. */
export const DetectQuality = defineJob({
  name: 'detect-quality',
  Data: z.object({ sourceId: z.string().min(1) }),
  attempts: 1,
  backoffMs: 1_000,
})

/** Between runs, s: a doubt is for whoever looks at a trend, and the rules need some scans to be sure anyway. */
export const detectQualityEveryS = 300
