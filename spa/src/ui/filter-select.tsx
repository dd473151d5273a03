import { useId } from 'react'
import classes from './filter-select.module.css'

interface FilterSelectProps {
  readonly label: string
  /** What is shown where nothing is chosen; left out: something always is. */
  readonly all?: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly value: string | null
  readonly onChange: (value: string | null) => void
}

/** One of many, or all. A value that isn't among the options, such as one from a link, is shown as it is. */
export function FilterSelect({ label, all, options, value, onChange }: FilterSelectProps) {
  const id = useId()
  const isForeign = value !== null && !options.some((option) => option.value === value)
  return (
    <span className={classes.select}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value ?? ''}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.value === '' ? null : currentTarget.value)
        }}
      >
        {all !== undefined && <option value="">{all}</option>}
        {isForeign && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  )
}
