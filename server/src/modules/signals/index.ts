import type { apiContract } from '@tieback/contracts'
import type { Implementation } from '../../platform/http/mount.ts'
import { readerFor, type ReaderParts } from '../../reading/reader.ts'
import { listQualityMarks } from './quality-marks.service.ts'
import { listNodeSignals } from './signal-list.service.ts'
import { readSignalSamples } from './signals.service.ts'

export const signalModule = (reader: ReaderParts): Implementation<typeof apiContract.signals> => ({
  listSignals: async ({ query, request }) => ({
    status: 200,
    body: await listNodeSignals(readerFor(reader, request), query),
  }),
  listQualityMarks: async ({ query, request }) => ({
    status: 200,
    body: await listQualityMarks(readerFor(reader, request), query),
  }),
  readSamples: async ({ params, query, request }) => ({
    status: 200,
    ...(await readSignalSamples(readerFor(reader, request), params.id, query)),
  }),
})
