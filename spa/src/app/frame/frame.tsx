import { Drawer, useMantineColorScheme } from '@mantine/core'
import { useDisclosure, useLocalStorage } from '@mantine/hooks'
import { useEffect, useEffectEvent, useRef } from 'react'
import { Outlet, ScrollRestoration, useNavigate } from 'react-router'
import { TreePanel } from '../../features/tree/tree-panel.tsx'
import { TreeSearch } from '../../features/tree/tree-search.tsx'
import { TreeProvider } from '../../features/tree/tree-state.tsx'
import { SiteContext } from '../../ui/site-context.ts'
import { useAddress } from '../use-address.ts'
import { AsOfBanner } from './as-of-banner.tsx'
import classes from './frame.module.css'
import { Header } from './header.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { Splitter } from './splitter.tsx'
import { useProductionDay } from './use-production-day.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { useRefreshOnOutage, useSiteOf } from './use-site.ts'
import { useTreePlace } from './use-tree-place.ts'

const treeWidthDefault = 260

const searchShortcut = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K'

/** Header, tree and page. */
export function Frame() {
  const day = useProductionDay()
  const site = useSiteOf(day)
  useRefreshOnOutage(site)
  const { isBeside, isOpen, drawer, openFor, close } = useTreePlace()
  const [width, setWidth] = useLocalStorage({ key: 'tieback.tree.width', defaultValue: treeWidthDefault })
  const [isHelpOpen, help] = useDisclosure(false)
  const searchInput = useRef<HTMLInputElement>(null)
  const treeHost = useRef<HTMLElement>(null)

  const openSearch = () => {
    openFor('search')
    // In a drawer that is still shut there is none: it takes the focus as it opens.
    searchInput.current?.focus()
    searchInput.current?.select()
  }
  useSearchKey(openSearch)
  useFrameShortcuts(help.open)
  const search = (onVisit?: () => void) => (
    <TreeSearch
      inputRef={searchInput}
      onLeave={() => treeHost.current?.querySelector<HTMLElement>('[role=tree]')?.focus()}
      shortcut={searchShortcut}
      takesFocus={drawer === 'search'}
      {...(onVisit && { onVisit })}
    />
  )
  return (
    <SiteContext value={site}>
      <TreeProvider>
        <a className={classes.skip} href="#main">
          Skip to the figures
        </a>
        <Header
          day={day}
          search={isBeside ? search() : null}
          onSearch={openSearch}
          isTreeOpen={isOpen}
          onToggleTree={() => {
            if (isOpen) close()
            else openFor('tree')
          }}
          onHelp={help.open}
        />
        <AsOfBanner />
        <div className={classes.columns}>
          {isBeside && isOpen && (
            <nav ref={treeHost} className={classes.side} style={{ width }} aria-label="Tree">
              <TreePanel />
              <Splitter width={width} onWidth={setWidth} />
            </nav>
          )}
          <main id="main" className={classes.main} tabIndex={-1}>
            <Outlet />
          </main>
        </div>
        <TreeDrawer isOpen={!isBeside && isOpen} onClose={close} host={treeHost} search={search(close)} />
        <HelpDialog isOpen={isHelpOpen} onClose={help.close} />
        <ScrollRestoration />
      </TreeProvider>
    </SiteContext>
  )
}

interface TreeDrawerProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly host: React.Ref<HTMLElement>
  readonly search: React.ReactNode
}

/** The tree where the screen has no room for it beside the page. */
function TreeDrawer({ isOpen, onClose, host, search }: TreeDrawerProps) {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title="Tree"
      size="min(320px, 90vw)"
      closeButtonProps={{ 'aria-label': 'Close the tree' }}
      classNames={{ body: classes.drawer ?? '' }}
    >
      {search}
      <nav ref={host} className={classes.drawerTree} aria-label="Tree">
        <TreePanel onVisit={onClose} />
      </nav>
    </Drawer>
  )
}

// Works while typing as well, unlike the single keys: no text field has another use for it.
function useSearchKey(show: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return
    event.preventDefault()
    show()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
    }
  }, [])
}

function useFrameShortcuts(openHelp: () => void): void {
  const { address, change, carried } = useAddress()
  const { toggleColorScheme } = useMantineColorScheme()
  const navigate = useNavigate()
  useShortcuts({
    help: openHelp,
    home: () => void navigate(`/${carried}`),
    sources: () => void navigate(`/sources${carried}`),
    jobs: () => void navigate(`/jobs${carried}`),
    units: () => {
      change({ units: address.units === 'metric' ? 'field' : 'metric' }, { replace: true })
    },
    table: () => {
      change({ view: address.view === 'chart' ? 'table' : 'chart' }, { replace: true })
    },
    dark: toggleColorScheme,
  })
}
