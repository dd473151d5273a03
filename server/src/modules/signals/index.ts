import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import type { Reader } from '../../reading/reader.ts'
import { listQualityMarks } from './quality-marks.service.ts'
import { listNodeSignals } from './signal-list.service.ts'
import { readSignalSamples } from './signals.service.ts'

export const signalModule = (reader: Reader): Implementation<typeof apiContract.signals> => ({
  listSignals: async ({ query }) => ({ status: 200, body: await listNodeSignals(reader, query) }),
  listQualityMarks: async ({ query }) => ({ status: 200, body: await listQualityMarks(reader, query) }),
  readSamples: async ({ params, query }) => ({ status: 200, ...(await readSignalSamples(reader, params.id, query)) }),
})
