import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { StateMark } from '../../ui/state-mark.tsx'
import { useFlag } from '../config/use-flag.ts'
import { leavePreview } from './preview.ts'
import classes from './preview-banner.module.css'
import { usePreview } from './preview-context.ts'

/** Says on every page that nothing on it is real, and leads back to what is. */
export function PreviewBanner() {
  const preview = usePreview()
  const isOffered = useFlag('msw-preview')
  const mustLeave = preview !== null && preview.canLeave && !isOffered
  useEffect(() => {
    if (mustLeave) void leavePreview(preview)
  }, [mustLeave, preview])
  if (preview === null) return null
  return (
    <div className={classes.banner} role="status" data-testid="preview-banner">
      <span className={classes.word}>
        <StateMark mark="warning" word="Preview: invented data" />
      </span>
      <span className={classes.hint}>No figure on this page was measured, planned or allocated anywhere.</span>
      {preview.canLeave && (
        <Button variant="default" size="compact-xs" onClick={() => void leavePreview(preview)}>
          Back to the real data
        </Button>
      )}
    </div>
  )
}
