import { Switch } from '@mantine/core'
import { useFlag } from '../config/use-flag.ts'
import { canPreview, enterPreview, leavePreview } from './preview.ts'
import { usePreview } from './preview-context.ts'

/** Turns the page to invented data and back, where that is offered. */
export function PreviewSwitch() {
  const preview = usePreview()
  const isOffered = useFlag('msw-preview')
  if (!isOffered || preview?.canLeave === false) return null
  return (
    <Switch
      label="Preview data"
      description={
        canPreview()
          ? 'Shows an invented field, answered inside this browser, so that everything can be tried. Nothing of it is real.'
          : 'The preview needs an https address: this browser offers what it stands on to no other.'
      }
      disabled={!canPreview()}
      checked={preview !== null}
      onChange={() => {
        if (preview) void leavePreview(preview)
        else enterPreview()
      }}
    />
  )
}
