import type { apiContract } from '../api.ts'

type Tag = keyof typeof apiContract | 'system'

/** What each module of the contract is about; its key there is its tag. */
const descriptions: Readonly<Record<Tag, string>> = {
  summary: 'The first screen: each asset against its plan on one production day.',
  nodes: 'Assets, hubs, facilities and wells, and how they hang together on a day.',
  performance: 'Actual against plan and potential, by level and period, with quality and coverage.',
  gaps: 'Why the actual is not the potential: causes that add up, and what stays unexplained.',
  flow: 'From wells to export, fuel, flare, injection and stock; every node balances.',
  signals: 'Time series as their source recorded them.',
  sources: 'The systems that the numbers come from: how each stands and how far its data reach.',
  jobs: 'The work behind the numbers: what waits, runs and failed, and what each run read and wrote.',
  changes: 'What was restated, re-statused or withdrawn since an instant, and why.',
  terminals: 'Terminals with their tanks, berths, stock and how long it lasts.',
  cargoes: 'Nominated and lifted cargoes with their laycans, quantities and events.',
  pipelines: 'What is in a line and when it arrives.',
  vessels: 'Where a vessel is and when it arrives, as quantiles.',
  live: 'What changes, as it changes, as server-sent events.',
  forecasts: 'Forecasts as quantiles, each vintage with its calibration and its error against the naive one.',
  alerts: 'What needs somebody: raised, acknowledged, shelved, closed.',
  optimization: 'Scenarios of the optimiser, their runs, and what its result rests on.',
  recommendations: 'The ledger of advice: proposed, decided, executed, measured.',
  identity: 'Who has signed in, in which roles and for which assets, and how to end it.',
  audit: 'What people and machines did and were refused, in a chain that shows any change.',
  system: 'Outside `/api/v1`: for orchestrators and tools.',
}

/** Every tag with what it is about, those behind `/api/v1` first. */
export const listTags = (): { name: string; description: string }[] =>
  Object.entries(descriptions).map(([name, description]) => ({ name, description }))
