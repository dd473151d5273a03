import { driftFaults } from '../../../http/simulator/drift-faults.ts'
import type { FaultDescription } from '../../../http/simulator/fault.ts'

const days = (count: number) => ({ name: 'days back', unit: null, default: count })

/** What the simulated system of record can be told beside the faults that every simulator knows. */
export const ecFaults = [
  {
    name: 'null-rows',
    parameter: { name: 'days', unit: null, default: 1 },
    does: 'The rows of the last production days are there, made ahead of their data, and every value in them is null.',
    seen: 'The figures are missing: they await their data. They are neither zero nor an error.',
  },
  {
    name: 'status-lowered',
    parameter: days(9),
    does: 'The rows of one past day go back to provisional, as where an approved month is opened again.',
    seen: 'The figures are provisional again, as a further version; what was approved before stays on record.',
  },
  {
    name: 'restated',
    parameter: days(9),
    does: 'One past day is allocated again: each volume is 2 % higher, with a further revision and a note.',
    seen: 'The figures and all above them are restated, and the change is listed with its note.',
  },
  {
    name: 'silent-change',
    parameter: days(3),
    does: 'The values of one past day are 1 % higher, and the update stamps stay, as for computed columns.',
    seen: 'Nothing, until the window of past days is read again; then the figures are restated.',
  },
  {
    name: 'deleted-rows',
    parameter: days(3),
    does: 'The rows of one well on one past day are gone, without a trace.',
    seen: 'Nothing, until the window of past days is read again; then the figures are withdrawn.',
  },
  {
    name: 'late-commits',
    parameter: { name: 'delay', unit: 'min', default: 5 },
    does: 'The rows of every other object become visible so long after the time they are stamped with.',
    seen: 'They are read with the next run: each begins further back than the newest stamp seen.',
  },
  {
    name: 'repeated-hour',
    parameter: { name: 'shift', unit: 'min', default: 60 },
    does: 'Rows updated from now on are stamped earlier, as in the autumn night in which the local hour comes twice.',
    seen: 'They are read with the next run, since each begins 70 minutes back.',
  },
  {
    name: 'no-update-stamps',
    parameter: { name: 'days', unit: null, default: 7 },
    does: 'Rows older than so many days have no update stamp.',
    seen: 'Changes in them are found only where the window of past days is read again.',
  },
  {
    name: 'rows-move',
    parameter: null,
    does: 'While a reader pages, the first row of each page is updated and moves to the end.',
    seen: 'Nothing: the row comes twice, and its later state counts.',
  },
  {
    name: 'empty-pages',
    parameter: null,
    does: 'Before each page comes one without rows that has a next one.',
    seen: 'Nothing: only a page without a next one ends a reading.',
  },
  {
    name: 'cursor-refused',
    parameter: { name: 'calls', unit: null, default: 2 },
    does: 'The so many-th call with a cursor is refused with 400, once.',
    seen: 'The reading begins anew, and its rows come again.',
  },
  {
    name: 'cursor-circles',
    parameter: null,
    does: 'The next page of every page is the same one.',
    seen: 'The source is in drift: the reading is given up at the second time that a cursor comes.',
  },
  {
    name: 'month-locked',
    parameter: { name: 'calls', unit: null, default: 2 },
    does: 'After one page, so many calls are answered with 409: the month is being locked.',
    seen: 'The call is tried again, and the whole reading is then made anew; where the lock lasts, by the next run.',
  },
  {
    name: 'database-error',
    parameter: null,
    does: '500 with the text of an Oracle error.',
    seen: 'The source is unavailable, with the first line of that text; calls are tried again.',
  },
  {
    name: 'morning-load',
    parameter: { name: 'length', unit: 'min', default: 10 },
    does: 'From 07:00 local time on, two of three calls are answered with 503 and a Retry-After of one second.',
    seen: 'Calls are tried again, and the runs take longer; quiet hours keep them away from that time.',
  },
  {
    name: 'well-renamed',
    parameter: null,
    does: 'One well has another code and name, and its object id as before.',
    seen: 'One well under its new name; nothing is cut off from its history.',
  },
  {
    name: 'code-reused',
    parameter: null,
    does: 'One well has the code that another had before.',
    seen: 'Two wells, each with its own history; the code is a name and no key.',
  },
  {
    name: 'well-moved',
    parameter: null,
    does: 'One well stands under another facility from today on: its old version ends, a new one begins.',
    seen: 'Its figures count for the new facility from that day on, and for the old one before it.',
  },
  {
    name: 'unknown-well',
    parameter: null,
    does: 'There are daily rows of a well that no class of objects has.',
    seen: 'Its figures are in quarantine as of an unmapped node, each with its row.',
  },
  {
    name: 'open-group',
    parameter: null,
    does: 'A facility is shut down since two days, and its wells with it: a group event with a child for each, all without an end.',
    seen: 'The deferment of the wells, growing; the group itself is not counted beside them.',
  },
  {
    name: 'backwards-event',
    parameter: null,
    does: 'There is an event that ends before it starts.',
    seen: 'It is in quarantine as an invalid event.',
  },
  {
    name: 'overlapping-event',
    parameter: null,
    does: 'One event is there twice, at times that overlap.',
    seen: 'It is in quarantine as an invalid event that overlaps itself.',
  },
  {
    name: 'duplicate-rows',
    parameter: null,
    does: 'One well has an older revision of each row beside the current one.',
    seen: 'Nothing: the higher revision counts.',
  },
  {
    name: 'ambiguous-rows',
    parameter: null,
    does: 'One well has each row twice, with other values and neither newer than the other.',
    seen: 'Both rows are in quarantine as ambiguous; the figures that were known stay.',
  },
  {
    name: 'long-hours',
    parameter: { name: 'hours', unit: 'h', default: 25 },
    does: 'Every well was on stream for so many hours, every day.',
    seen: 'In quarantine as impossible hours, but for the one day a year that has them.',
  },
  {
    name: 'zero-hours',
    parameter: null,
    does: 'One well was on stream for no hours, and its volumes are as before.',
    seen: 'Where the mapping names the hours beside the volumes, these are kept as uncertain with the flag hours-volume-conflict.',
  },
  {
    name: 'negative-allocated',
    parameter: null,
    does: 'The allocated volumes of one well are negative, as a correction makes them.',
    seen: 'They are kept, with the flag negative-volume.',
  },
  {
    name: 'numbers-as-text',
    parameter: null,
    does: 'Every number is a text.',
    seen: 'Nothing but a new version of the wire schema: texts are read strictly.',
  },
  {
    name: 'decimal-comma',
    parameter: null,
    does: 'Every number is a text with a decimal comma.',
    seen: 'Numbers where that is sure; what may as well part thousands is in quarantine until the mapping says decimal: ","',
  },
  {
    name: 'sentinels',
    parameter: { name: 'number', unit: null, default: '-999' },
    does: 'Every value of one well is a number that stands for none.',
    seen: 'Bad figures without a number where the mapping lists the sentinel; else in quarantine where out of bounds.',
  },
  {
    name: 'unit-changed',
    parameter: { name: 'column', unit: null, default: 'oilAllocated' },
    does: 'The numbers of one column are in barrels where they were in m3.',
    seen: 'The figures are kept as uncertain with the flag unit-change-suspected, once some days were read before.',
  },
  {
    name: 'gas-at-0-degrees',
    parameter: null,
    does: 'Gas volumes are counted at 0 °C, 5 % less than at 15 °C.',
    seen: 'Nothing can tell it from the numbers: the mapping has to name the reference, and is refused without one.',
  },
  {
    name: 'report-view',
    parameter: null,
    does: 'There is a further class for each class of allocation, its name ending in _report: the same volumes in bbl and 1000 ft3.',
    seen: 'A mapping that reads it says its units for itself; read with those of the other class, its figures are flagged.',
  },
  {
    name: 'end-label',
    parameter: null,
    does: 'The wells of one facility name each production day by the day on which it ends.',
    seen: 'Their figures stand a day late, until the mapping says dayLabel for that facility.',
  },
  {
    name: 'company-split',
    parameter: null,
    does: 'Each allocated row is there for the whole and for two companies that share it.',
    seen: 'In quarantine as ambiguous, until the mapping says by shares which rows are the whole.',
  },
  {
    name: 'monthly-mismatch',
    parameter: null,
    does: 'There is a class well_month_alloc, whose volumes are 1 % above the sum of the days.',
    seen: 'A mapping that reads it has both: the month as the source gives it, and the days.',
  },
  {
    name: 'customer-column',
    parameter: { name: 'column', unit: null, default: 'customer_text_1' },
    does: 'Every row has a further column.',
    seen: 'A new version of the wire schema; the values are left alone.',
  },
  ...driftFaults(
    {
      field: 'updatedAt',
      seen: 'The source is in drift, and says which column. Nothing is taken in until the rows have it again.',
    },
    {
      field: 'oilAllocated',
      seen: 'Texts are read strictly as numbers, and the new shape is recorded as a version; what is none is refused.',
    },
  ),
] as const satisfies readonly FaultDescription[]

export type EcFault = (typeof ecFaults)[number]['name']
