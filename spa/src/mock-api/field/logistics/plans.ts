import type { GradeRef, Terminal, VesselRef } from '@tieback/contracts'
import type { Namespace } from '../node-tree.ts'

/** A terminal and how it is used. Volumes in Sm³. */
export interface TerminalPlan {
  readonly id: string
  readonly name: string
  readonly namespace: Namespace
  readonly kind: Terminal['kind']
  readonly locode: string | null
  readonly position: { readonly latitude: number; readonly longitude: number }
  readonly grade: GradeRef
  /** What arrives a day, and what is lifted a day over time. */
  readonly receiptPerDay: number
  /** Days between two cargoes; each takes what arrived meanwhile. */
  readonly cargoEveryDays: number
  readonly tankIds: readonly string[]
  readonly berthId: string
  readonly pipelineId: string
  readonly pipelineName: string
  readonly pipelineLengthM: number
  /** Name of the node that its oil comes from. */
  readonly suppliedBy: string
  readonly prefix: string
  readonly vessels: readonly VesselPlan[]
}

export interface VesselPlan extends VesselRef {
  readonly mmsi: string
  readonly deadweightT: number
  readonly lengthM: number
}

/** Invented hulls; their numbers pass the check digit. */
const vesselPlan = (id: string, name: string, imo: string, mmsi: string): VesselPlan => ({
  ...{ id, name, imo, mmsi },
  ...{ deadweightT: 125_000, lengthM: 268 },
})

const havnes: TerminalPlan = {
  ...{ id: 'terminal-h3v8n5s2k7', name: 'Havnes', namespace: 'offshore', kind: 'tank-farm', locode: 'NOHVN' },
  position: { latitude: 60.81, longitude: 5.03 },
  grade: { id: 'grade-t4n6b9l2d3', name: 'Tindrevik blend', product: 'crude' },
  ...{ receiptPerDay: 32_500, cargoEveryDays: 3.5 },
  tankIds: ['tank-h1t6a3n8k4', 'tank-h2t9a5n3k6', 'tank-h3t2a7n6k9'],
  ...{ berthId: 'berth-h1b5j8t2y4', pipelineId: 'pipeline-t8o4l2n7e5', pipelineName: 'Tindrevik oil line' },
  ...{ pipelineLengthM: 118_000, suppliedBy: 'Tindrevik', prefix: 'HAV' },
  vessels: [
    vesselPlan('vessel-l7m3v5k9a2', 'LOMVI', '9999993', '257111000'),
    vesselPlan('vessel-h4v9t2r6n8', 'HAVTERNEN', '9999981', '257222000'),
    vesselPlan('vessel-s5k2r8v6n3', 'SKARVEN', '9999979', '257333000'),
  ],
}

const solvik: TerminalPlan = {
  ...{ id: 'terminal-s6l2v9k4m8', name: 'Solvik', namespace: 'offshore', kind: 'tank-farm', locode: null },
  position: { latitude: 62.4, longitude: 6.15 },
  grade: { id: 'grade-s3c8n5d2k7', name: 'Solmark condensate', product: 'condensate' },
  ...{ receiptPerDay: 1_500, cargoEveryDays: 14 },
  tankIds: ['tank-s1v4k8a2n5', 'tank-s2v7k3a9n6'],
  ...{ berthId: 'berth-s1v6b3j8t4', pipelineId: 'pipeline-s2c7n4d9l5', pipelineName: 'Solmark condensate line' },
  ...{ pipelineLengthM: 64_000, suppliedBy: 'Solmark', prefix: 'SOL' },
  vessels: [
    vesselPlan('vessel-t3e7i2s5t9', 'TEISTEN', '9999955', '257444000'),
    vesselPlan('vessel-a8l2k6e4n3', 'ALKEN', '9999943', '257555000'),
  ],
}

/** One for each way to fail, as in the tree. See README.md. */
const rehearsalNames = ['BROKEN', 'EMPTY', 'LIMITED', 'OFFLINE', 'REFUSED', 'SLOW', 'STALE'] as const

const toRehearsal = (name: (typeof rehearsalNames)[number]): TerminalPlan => {
  const word = name.toLowerCase()
  return {
    ...{ id: `terminal-${word}`, name, namespace: 'rehearsal', kind: 'floating-storage', locode: null },
    position: { latitude: 61.2, longitude: 2.4 },
    grade: { id: 'grade-rehearsal', name: 'Rehearsal blend', product: 'crude' },
    ...{ receiptPerDay: 120, cargoEveryDays: 12, tankIds: [`tank-${word}1`, `tank-${word}2`] },
    ...{ berthId: `berth-${word}`, pipelineId: `pipeline-${word}`, pipelineName: `${name} line` },
    ...{ pipelineLengthM: 4_000, suppliedBy: 'Rehearsal', prefix: name.slice(0, 3) },
    vessels: [vesselPlan(`vessel-${word}`, name, '9999931', '257666000')],
  }
}

/** By name. */
export const terminalPlans: readonly [TerminalPlan, ...TerminalPlan[]] = [
  havnes,
  solvik,
  ...rehearsalNames.map(toRehearsal),
]
