import { Button, Modal } from '@mantine/core'
import { backfillDaysMax, type Job, type Source } from '@tieback/contracts'
import { useId, useState } from 'react'
import { toLocalField } from '../../app/frame/local-field.ts'
import { useOperation } from '../../app/use-operation.ts'
import { serverNow } from '../../ui/clock.ts'
import { formatNumber } from '../../ui/format.ts'
import { RefusedOperation } from '../../app/refused-operation.tsx'
import { useSite } from '../../ui/site-context.ts'
import { formatDay, formatDays } from '../../ui/time-format.ts'
import classes from './backfill-dialog.module.css'
import { type BackfillFields, type BackfillRange, defaultFields, parseBackfill } from './backfill-range.ts'
import { startBackfill } from './sources.queries.ts'

interface BackfillDialogProps {
  readonly source: Pick<Source, 'id' | 'name'>
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onJob: (job: Job) => void
}

/** Asks for a span of production days to be read again. */
export function BackfillDialog({ isOpen, onClose, source, onJob }: BackfillDialogProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={`Backfill ${source.name}`}
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <BackfillForm
        source={source}
        onClose={onClose}
        onJob={(job) => {
          onClose()
          onJob(job)
        }}
      />
    </Modal>
  )
}

function BackfillForm({ source, onClose, onJob }: Omit<BackfillDialogProps, 'isOpen'>) {
  const { timeZone } = useSite()
  const [today] = useState(() => toLocalField(new Date(serverNow()).toISOString(), timeZone).slice(0, 10))
  const [fields, setFields] = useState(() => defaultFields(today))
  const range = parseBackfill(fields, today)
  const start = useOperation((days: BackfillFields) => startBackfill(source.id, days), onJob)
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (range.fault === null) start.mutate({ from: range.from, to: range.to })
      }}
    >
      <DayFields fields={fields} onChange={setFields} range={range} />
      {start.error && <RefusedOperation error={start.error} />}
      <div className={classes.buttons}>
        <Button variant="subtle" size="compact-md" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" size="compact-md" disabled={range.fault !== null || start.isPending}>
          Read again
        </Button>
      </div>
    </form>
  )
}

interface DayFieldsProps {
  readonly fields: BackfillFields
  readonly onChange: (fields: BackfillFields) => void
  readonly range: BackfillRange
}

function DayFields({ fields, onChange, range }: DayFieldsProps) {
  const meaningId = useId()
  const isWrong = range.fault !== null && range.fault !== 'incomplete'
  const field = (name: keyof BackfillFields) => ({
    type: 'date',
    value: fields[name],
    'aria-describedby': meaningId,
    'aria-invalid': isWrong,
    onChange: ({ currentTarget }: React.ChangeEvent<HTMLInputElement>) => {
      onChange({ ...fields, [name]: currentTarget.value })
    },
  })
  return (
    <>
      <div className={classes.days}>
        <label>
          From production day
          <input {...field('from')} data-autofocus />
        </label>
        <label>
          To, not included
          <input {...field('to')} />
        </label>
      </div>
      <p id={meaningId} className={classes.meaning} aria-live="polite">
        <Meaning range={range} />
      </p>
    </>
  )
}

const faultTexts = {
  incomplete: 'Give both days.',
  empty: 'No day lies between them: the second day is not included, so it has to be later than the first.',
  'too-long': `At most ${formatNumber(backfillDaysMax, 0)} days at a time.`,
  'in-the-future': 'Some of these days have not begun.',
} as const

/** What the fields come to, with its end said out loud. */
function Meaning({ range }: { readonly range: BackfillRange }) {
  if (range.fault !== null) return faultTexts[range.fault]
  const { from, to, lastDay, days } = range
  return (
    <>
      Reads <b>{formatDays(from, lastDay)}</b> again, {formatNumber(days, 0)} production {days === 1 ? 'day' : 'days'};{' '}
      {formatDay(to)} is not among them.{' '}
      <span className={classes.quiet}>What differs becomes a new version, what is gone is withdrawn.</span>
    </>
  )
}
