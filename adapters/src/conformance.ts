export { describeProductionSource } from './conformance/production.ts'
export { describeSeriesSource } from './conformance/series.ts'
export type {
  EndlessProduction,
  EndlessSeries,
  Front,
  ProductionHarness,
  SentRequest,
  SeriesHarness,
  ServedFigure,
  ServedProduction,
  ServedSample,
  ServedSeries,
} from './conformance/harness.ts'
export { askedWaitMs, type SourceFault } from './conformance/source-faults.ts'
