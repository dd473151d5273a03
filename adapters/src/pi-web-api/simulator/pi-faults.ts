import { driftFaults } from '../../http/simulator/drift-faults.ts'
import type { FaultDescription } from '../../http/simulator/fault.ts'

/** What the PI simulator can be told beside what every simulator can. Faults of the archive first, then of answers, then of the server. */
export const piFaults = [
  {
    name: 'system-state',
    parameter: { name: 'code', unit: null, default: 253 },
    does: 'Each value is a system state of that code, such as 253 Pt Created, where a number was due.',
    seen: 'Samples are bad and without a number, the state as their reason; the code is never a value.',
  },
  {
    name: 'renamed-states',
    parameter: null,
    does: 'System states have local names.',
    seen: 'Reasons are as ever: they go by the code.',
  },
  {
    name: 'unknown-state',
    parameter: { name: 'code', unit: null, default: 99 },
    does: 'Digital points hold a good state of a code that belongs to no set.',
    seen: 'The sample is bad with the reason "unknown state".',
  },
  {
    name: 'bad-numbers',
    parameter: null,
    does: 'Values are flagged bad and hold a number, or the text of an error, by turns.',
    seen: 'Samples are bad and without a number.',
  },
  {
    name: 'not-a-number',
    parameter: null,
    does: 'Each third value is the text NaN, although it is flagged good.',
    seen: 'These samples are bad and without a number.',
  },
  {
    name: 'text-values',
    parameter: null,
    does: 'Each other number comes as a text: the type of a point was changed.',
    seen: 'These samples are bad with the text as reason; the others go on.',
  },
  {
    name: 'equal-stamps',
    parameter: { name: 'events', unit: null, default: 5 },
    does: 'Each event stands so many times on its timestamp, with values of its own.',
    seen: 'All of them, in their order, each once, however small the pages.',
  },
  {
    name: 'neighbours',
    parameter: null,
    does: 'Each event has another one 100 ns later.',
    seen: 'Both, although they fall on one millisecond.',
  },
  {
    name: 'stuck',
    parameter: { name: 'silence', unit: 'h', default: 24 },
    does: 'Nothing was stored for so long, as where compression holds an unchanging value back.',
    seen: 'No samples and no refusal; after the expected period of the series it is marked stale.',
  },
  {
    name: 'edited-history',
    parameter: { name: 'back', unit: 'h', default: 2 },
    does: 'Of the events of so far back one in three is changed and one deleted, and one was added later.',
    seen: 'Reading that span again gives the state of now; look-back reading restates what differs.',
  },
  {
    name: 'future-event',
    parameter: { name: 'ahead', unit: 'min', default: 60 },
    does: 'Each archive ends with an event that lies so far ahead of now.',
    seen: 'Nothing: a reading ends at now, and channels send what has come. Only a look for the newest sample meets it, refuses it as future-sample and takes that of now.',
  },
  {
    name: 'clock-skew',
    parameter: { name: 'ahead', unit: 'min', default: 30 },
    does: "The server's clock, and with it every timestamp, is ahead of true time.",
    seen: 'Samples arrive as late as the clock is ahead, under stamps that look fresh; the source is ok and nothing is refused, since a reading ends at our now. Only a look for the newest sample refuses those further ahead than settings allow.',
  },
  {
    name: 'unordered',
    parameter: null,
    does: 'The values of an answer are not in the order of their timestamps.',
    seen: 'Samples come oldest first all the same.',
  },
  {
    name: 'duplicates',
    parameter: null,
    does: 'Each value stands twice in an answer.',
    seen: 'Two samples of one instant; the archive can hold two, so they are not taken for one.',
  },
  {
    name: 'local-times',
    parameter: null,
    does: "Timestamps are written in the server's culture, without a zone.",
    seen: 'The series is refused: such a time is ambiguous and never guessed at.',
  },
  {
    name: 'percent-good',
    parameter: { name: 'share', unit: '%', default: 40 },
    does: 'So much of each interval of a summary has good data; totals are scaled up over the rest.',
    seen: 'The summary carries the share; below its threshold a figure is refused. At 0 there is a gap, not a zero.',
  },
  {
    name: 'broken-stream',
    parameter: { name: 'values', unit: null, default: 3 },
    does: 'Each stream breaks off with an error after so many values, although HTTP says 200.',
    seen: 'What came before is kept. A single sample that cannot be given is refused and read past; a series that goes on breaking off is refused.',
  },
  {
    name: 'unreadable',
    parameter: { name: 'pattern', unit: null, default: 'ISA-01.*' },
    does: 'The identity may not read these tags: each carries an error within an answer that is good otherwise.',
    seen: 'They are refused by name, the others are read.',
  },
  {
    name: 'exception',
    parameter: null,
    does: '200 with a WebException in place of the answer.',
    seen: 'As for unavailable: it is not taken for an empty answer.',
  },
  {
    name: 'other-web-ids',
    parameter: null,
    does: 'Answers name streams by full WebIDs, whatever was sent, and in the reverse order.',
    seen: 'Nothing: answers are joined by path.',
  },
  {
    name: 'recreated',
    parameter: null,
    does: 'Points were deleted and made again: WebIDs that hold an id are not found any more.',
    seen: 'Each is looked up by its path once, and reading goes on.',
  },
  {
    name: 'missing',
    parameter: { name: 'pattern', unit: null, default: 'ISA-02.*' },
    does: 'These points are gone, by WebID and by path.',
    seen: 'They are refused by name after one look-up, the others are read.',
  },
  {
    name: 'no-units',
    parameter: null,
    does: 'Points and attributes have no unit.',
    seen: "The mapping's unit holds; where it names none the series is refused.",
  },
  {
    name: 'other-units',
    parameter: { name: 'unit', unit: null, default: 'psi' },
    does: 'Points and attributes say that they are in this unit.',
    seen: "The mapping's unit holds and a warning says that the two differ; nothing is converted by guess.",
  },
  {
    name: 'item-cap',
    parameter: { name: 'values', unit: null, default: 1_000 },
    does: 'More values in one call than this are refused with 400, which names the limit.',
    seen: 'The limit is taken over for all later calls; there are more of them.',
  },
  {
    name: 'backend-timeout',
    parameter: { name: 'longest', unit: 'h', default: 6 },
    does: '504 for a longer range, as where the archive behind the server gives up.',
    seen: 'Ranges are halved until they are answered.',
  },
  {
    name: 'short-urls',
    parameter: { name: 'longest', unit: 'B', default: 2_048 },
    does: '414 with a page of HTML for a longer address, as a proxy sends it.',
    seen: 'Calls are halved, and later ones are short from the start; there are more of them.',
  },
  {
    name: 'no-batch',
    parameter: null,
    does: '403 for every batch, as where a proxy lets only GET through.',
    seen: 'Nothing: what a batch would have asked is asked one by one.',
  },
  {
    name: 'no-channels',
    parameter: null,
    does: '404 for every channel.',
    seen: 'Live values are polled.',
  },
  {
    name: 'channel-cut',
    parameter: { name: 'messages', unit: null, default: 2 },
    does: 'Each channel is cut after so many messages.',
    seen: 'It is opened again, and what came in between is read from the archive.',
  },
  {
    name: 'channel-silent',
    parameter: null,
    does: 'Channels open and then send nothing, not even heartbeats.',
    seen: 'After the longest silence that settings allow the channel is taken for dead and opened again.',
  },
  ...driftFaults(
    {
      field: 'Value',
      seen: 'The source is in drift: it says which field, what was expected there and what came. Nothing is read until the answer has it again; channels go on.',
    },
    {
      field: 'Value',
      seen: 'Samples are bad, the text as their reason; no version of the wire schema, as a value may be of any type. Summaries are in drift, and so is all where another field is named.',
    },
  ),
] as const satisfies readonly FaultDescription[]

export type PiFault = (typeof piFaults)[number]['name']
