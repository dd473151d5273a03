import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import type { ProductionDay, UnitSystem } from '@tieback/contracts'
import { Link } from 'react-router'
import { Icon } from '../../ui/icons.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { useFlag } from '../config/use-flag.ts'
import { PreviewBanner } from '../preview/preview-banner.tsx'
import { SessionBar } from '../session/session-bar.tsx'
import { useAddress } from '../use-address.ts'
import { DayControl } from './day-control.tsx'
import classes from './header.module.css'
import { SourceLight } from './source-light.tsx'
import { UserMenu } from './user-menu.tsx'

interface HeaderProps {
  readonly day: ProductionDay | null
  /** Stands where the tree is beside the page; null where the tree is a drawer that brings its own. */
  readonly search: React.ReactNode
  /** Opens that drawer at its search. */
  readonly onSearch: () => void
  readonly isTreeOpen: boolean
  readonly onToggleTree: () => void
  readonly onHelp: () => void
}

/** Product, search, time, units, sources and theme: the same on every page. */
export function Header({ day, search, onSearch, isTreeOpen, onToggleTree, onHelp }: HeaderProps) {
  const { carried } = useAddress()
  const [hasPreview, hasNews] = [useFlag('msw-preview'), useFlag('new-endpoints')]
  const hasOffers = hasPreview || hasNews
  return (
    <header className={classes.header}>
      <ActionIcon variant="subtle" size="lg" aria-label="Tree" aria-expanded={isTreeOpen} onClick={onToggleTree}>
        <Icon name="menu" />
      </ActionIcon>
      <Link className={classes.product} to={`/${carried}`}>
        Tieback
      </Link>
      {search === null ? (
        <ActionIcon variant="subtle" size="lg" aria-label="Find a well" onClick={onSearch}>
          <Icon name="search" />
        </ActionIcon>
      ) : (
        <div className={classes.search}>{search}</div>
      )}
      <div className={classes.day}>{day && <DayControl day={day} />}</div>
      <UnitSwitch />
      <SourceLight />
      <ThemeSwitch />
      <ActionIcon
        className={classes.help}
        data-has-offers={hasOffers || undefined}
        variant="subtle"
        size="lg"
        aria-label="Help"
        onClick={onHelp}
      >
        <Icon name="help" />
      </ActionIcon>
      <UserMenu />
      <PreviewBanner />
      <SessionBar />
    </header>
  )
}

const unitSystems = [
  { value: 'metric', label: 'metric' },
  { value: 'field', label: 'field' },
] as const

function UnitSwitch() {
  const { address, change } = useAddress()
  return (
    <Segmented<UnitSystem>
      label="Units"
      options={unitSystems}
      value={address.units}
      onChange={(units) => {
        change({ units }, { replace: true })
      }}
    />
  )
}

function ThemeSwitch() {
  const { toggleColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const label = scheme === 'dark' ? 'Light theme' : 'Dark theme'
  return (
    <ActionIcon className={classes.theme} variant="subtle" size="lg" aria-label={label} onClick={toggleColorScheme}>
      <Icon name={scheme === 'dark' ? 'sun' : 'moon'} />
    </ActionIcon>
  )
}
