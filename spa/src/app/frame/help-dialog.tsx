import { Kbd, Modal, Switch } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { Link } from 'react-router'
import { useFlag } from '../config/use-flag.ts'
import { PreviewSwitch } from '../preview/preview-switch.tsx'
import { useAddress } from '../use-address.ts'
import classes from './help-dialog.module.css'
import { shortcuts } from './shortcuts.ts'
import { shortcutsStorageKey } from './use-shortcuts.ts'

interface HelpDialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** What is offered besides the ordinary, every shortcut, and the switch that turns single keys off. */
export function HelpDialog({ isOpen, onClose }: HelpDialogProps) {
  const [mode, setMode] = useLocalStorage<'on' | 'off'>({ key: shortcutsStorageKey, defaultValue: 'on' })
  return (
    <Modal opened={isOpen} onClose={onClose} title="Help" size="md" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Offers onLeave={onClose} />
      <h3 className={classes.heading}>Keyboard</h3>
      <dl className={classes.list}>
        <ShortcutLine keys={['Ctrl', 'K']} title="Find in the tree (⌘ K on a Mac)" />
        {shortcuts.map(({ id, keys, title }) => (
          <ShortcutLine key={id} keys={keys} title={title} />
        ))}
        <ShortcutLine keys={['Shift', 'arrows']} title="On a trend: ten points at a time" />
      </dl>
      <Switch
        label="Single-key shortcuts"
        description="Turn off if you speak to this page, or press keys by accident."
        checked={mode === 'on'}
        onChange={(event) => {
          setMode(event.currentTarget.checked ? 'on' : 'off')
        }}
      />
    </Modal>
  )
}

/** What flags have added: the preview, and the page on what is to come. */
function Offers({ onLeave }: { readonly onLeave: () => void }) {
  const { carried } = useAddress()
  const hasNews = useFlag('new-endpoints')
  return (
    <div className={classes.offers}>
      <PreviewSwitch />
      {hasNews && (
        <Link to={`/upcoming${carried}`} onClick={onLeave}>
          What comes next
        </Link>
      )}
    </div>
  )
}

function ShortcutLine({ keys, title }: { readonly keys: readonly string[]; readonly title: string }) {
  return (
    <div className={classes.line}>
      <dt>
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dt>
      <dd>{title}</dd>
    </div>
  )
}
