import { Button } from '@mantine/core'
import { AuditAction } from '@tieback/contracts'
import { useState } from 'react'
import { toInstant, toLocalField } from '../../app/frame/local-field.ts'
import { FilterSelect } from '../../ui/filter-select.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { useSite } from '../../ui/site-context.ts'
import { actionTitle } from '../../ui/wording.ts'
import { type AuditFilter, isFiltering, noFilter, toAuditQuery } from './audit-filter.ts'
import classes from './audit.module.css'

interface AuditFiltersProps {
  readonly filter: AuditFilter
  readonly onFilter: (filter: Partial<AuditFilter>) => void
}

const outcomes = [
  { value: '', label: 'all' },
  { value: 'done', label: 'done' },
  { value: 'refused', label: 'refused' },
  { value: 'failed', label: 'failed' },
] as const

const actions = AuditAction.options.map((action) => ({ value: action, label: actionTitle[action] }))

/** Which entries are listed; all of it is in the address. */
export function AuditFilters({ filter, onFilter }: AuditFiltersProps) {
  const { outcome } = toAuditQuery(filter)
  return (
    <div className={classes.filters}>
      <Segmented
        label="How it ended"
        options={outcomes}
        value={outcomes.find(({ value }) => value === outcome)?.value ?? ''}
        onChange={(value) => {
          onFilter({ outcome: value === '' ? null : value })
        }}
      />
      <FilterSelect
        label="Action"
        all="all actions"
        options={actions}
        value={filter.action}
        onChange={(action) => {
          onFilter({ action })
        }}
      />
      <IdField
        key={`actor ${filter.actor ?? ''}`}
        label="By"
        placeholder="id of a person"
        value={filter.actor}
        onChange={(actor) => {
          onFilter({ actor })
        }}
      />
      <IdField
        key={`object ${filter.object ?? ''}`}
        label="To"
        placeholder="id of a thing"
        value={filter.object}
        onChange={(object) => {
          onFilter({ object })
        }}
      />
      <Span filter={filter} onFilter={onFilter} />
      {isFiltering(filter) && (
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => {
            onFilter(noFilter)
          }}
        >
          All entries
        </Button>
      )}
    </div>
  )
}

function Span({ filter, onFilter }: AuditFiltersProps) {
  const { timeZone } = useSite()
  const { from, to } = toAuditQuery(filter)
  return (
    <span className={classes.span}>
      <InstantField
        label="From"
        timeZone={timeZone}
        value={from ?? null}
        onChange={(instant) => {
          onFilter({ from: instant })
        }}
      />
      <InstantField
        label="Before"
        timeZone={timeZone}
        value={to ?? null}
        onChange={(instant) => {
          onFilter({ to: instant })
        }}
      />
    </span>
  )
}

interface FieldProps {
  readonly label: string
  readonly value: string | null
  readonly onChange: (value: string | null) => void
}

/** Takes effect when it is left, or with Enter: half an id is nobody's. */
function IdField({ label, placeholder, value, onChange }: FieldProps & { readonly placeholder: string }) {
  const [text, setText] = useState(value ?? '')
  const apply = (): void => {
    const next = text.trim() === '' ? null : text.trim()
    if (next !== value) onChange(next)
  }
  return (
    <label className={classes.field}>
      {label}
      <input
        type="text"
        spellCheck={false}
        placeholder={placeholder}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
        }}
        onBlur={apply}
        onKeyDown={({ key }) => {
          if (key === 'Enter') apply()
        }}
      />
    </label>
  )
}

/** An instant on the clock of the site. */
function InstantField({ label, timeZone, value, onChange }: FieldProps & { readonly timeZone: string }) {
  return (
    <label className={classes.field} title={`On the clock of ${timeZone}`}>
      {label}
      <input
        type="datetime-local"
        value={value === null ? '' : toLocalField(value, timeZone)}
        onChange={({ currentTarget }) => {
          onChange(toInstant(currentTarget.value, timeZone))
        }}
      />
    </label>
  )
}
