export { startEcSimulator, type EcSimulatorOptions } from './energy-components/simulator/ec-simulator.ts'
export type { EcEntry, EcRow, EcRows } from './energy-components/simulator/ec-rows.ts'
export { type EcFault, ecFaults } from './energy-components/simulator/faults/ec-faults.ts'
export { createFieldRows } from './energy-components/simulator/field-rows.ts'
export { createReplayRows } from './energy-components/simulator/replay-rows.ts'
export {
  createScriptedRows,
  type ScriptedPut,
  type ScriptedRows,
  type ScriptedRowsOptions,
} from './energy-components/simulator/scripted-rows.ts'
export { parseFault, toFaultText, type ActiveFault, type FaultDescription } from './http/simulator/fault.ts'
export { sharedFaults, type SharedFault } from './http/simulator/shared-faults.ts'
export type { Fault, FaultControls, FaultSet, Simulator, SimulatorAuth } from './http/simulator/simulated-server.ts'
export { piFaults, type PiFault } from './pi-web-api/simulator/pi-faults.ts'
export { startPiSimulator, type PiSimulatorOptions } from './pi-web-api/simulator/pi-simulator.ts'
export { createSyntheticArchive, type SyntheticArchiveOptions } from './pi-web-api/simulator/synthetic-archive.ts'
