/** First level of the site's reason codes. */
export type ReasonLevel = 'RES' | 'WEL' | 'SUB' | 'PRO' | 'EXP' | 'MKT' | 'HSE' | 'PRJ'

export interface Cause {
  readonly level: ReasonLevel
  readonly code: string
  readonly text: string
  readonly isPlanned: boolean
  /** Shortest and longest it lasts. */
  readonly hours: readonly [min: number, max: number]
  /** Share of the potential that is lost: 1 is shut in. */
  readonly loss: readonly [min: number, max: number]
}

/** A cause that hits many wells at once, and how often. */
export interface GroupCause extends Cause {
  /** Mean days between two at one place. */
  readonly everyDays: number
  readonly hits: 'producers' | 'lifted' | 'gas-producers' | 'all'
}

type Span = readonly [number, number]
const shutIn: Span = [1, 1]

function cause(level: ReasonLevel, code: string, text: string, hours: Span, loss: Span, isPlanned = false): Cause {
  return { level, code, text, hours, loss, isPlanned }
}

/** What stops or restrains a single well. The first needs gas lift. */
export const liftCause = cause('WEL', 'WEL-LIFT', 'Gas-lift valve fault', [10, 60], [0.3, 0.5])

export const wellCauses: readonly Cause[] = [
  cause('WEL', 'WEL-SCSSV', 'Downhole safety valve failed its test', [8, 40], shutIn),
  cause('WEL', 'WEL-CHOKE', 'Choke stuck', [4, 18], shutIn),
  cause('WEL', 'WEL-ANN', 'Annulus pressure under investigation', [10, 46], shutIn),
  cause('WEL', 'WEL-SLUG', 'Slugging, choked back', [8, 40], [0.2, 0.45]),
  cause('WEL', 'WEL-HYD', 'Hydrate plug after cold start', [8, 36], shutIn),
  cause('RES', 'RES-SAND', 'Sand above limit, choked back', [24, 96], [0.2, 0.4]),
  cause('SUB', 'SUB-CTRL', 'Subsea control module fault', [6, 30], shutIn),
  cause('WEL', 'WEL-WIRE', 'Wireline intervention', [18, 60], shutIn, true),
  cause('WEL', 'WEL-SCALE', 'Scale squeeze', [20, 44], shutIn, true),
]

/** Rare and long: the well waits for a rig. */
export const workoverCause = cause('WEL', 'WEL-RIG', 'Tubing leak, waiting for a rig', [1_300, 3_600], shutIn)

export const facilityCauses: readonly GroupCause[] = [
  { ...cause('PRO', 'PRO-COMP', 'Export compressor trip', [3, 14], [0.25, 0.45]), everyDays: 60, hits: 'producers' },
  {
    ...cause('PRO', 'PRO-ESD', 'Process shutdown, inlet separator level', [2, 7], shutIn),
    everyDays: 150,
    hits: 'all',
  },
  { ...cause('PRO', 'PRO-PWR', 'Power generation trip', [4, 10], shutIn), everyDays: 320, hits: 'all' },
  { ...cause('PRO', 'PRO-LIFT', 'Gas-lift compressor trip', [5, 22], [0.3, 0.45]), everyDays: 100, hits: 'lifted' },
  {
    ...cause('PRO', 'PRO-WAT', 'Produced water treatment limited', [10, 40], [0.08, 0.2]),
    everyDays: 140,
    hits: 'producers',
  },
  { ...cause('HSE', 'HSE-STORM', 'Down-manned for storm', [12, 30], shutIn), everyDays: 700, hits: 'all' },
  {
    ...cause('PRJ', 'PRJ-TIE', 'Tie-in of a new header', [8, 20], [0.4, 0.6], true),
    everyDays: 400,
    hits: 'producers',
  },
]

export const hubCauses: readonly GroupCause[] = [
  {
    ...cause('EXP', 'EXP-PIPE', 'Export pipeline restricted', [10, 34], [0.15, 0.35]),
    everyDays: 170,
    hits: 'producers',
  },
  {
    ...cause('MKT', 'MKT-NOM', 'Gas nominated below capacity', [24, 48], [0.2, 0.4]),
    everyDays: 110,
    hits: 'gas-producers',
  },
]

/** The yearly shutdown of a facility; its length is drawn apart. */
export const turnaroundCause = cause('PRO', 'PRO-TAR', 'Planned shutdown', [96, 190], shutIn, true)
