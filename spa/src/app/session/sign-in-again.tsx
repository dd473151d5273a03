import { Button } from '@mantine/core'
import { addressInApi } from '../api-client.ts'
import type { Preview } from '../preview/preview.ts'
import { useSession, useSessionParts } from './session-context.ts'
import { signedInPath, signInAddress } from './sign-in-address.ts'

/** Of the window for a sign-in: as large as the pages of providers are drawn for. */
const windowFeatures = 'popup,width=520,height=720'

/** Signs in beside the page, in a window of its own: whatever has been typed or opened here stays. */
export function SignInAgain({ preview }: { readonly preview: Preview | null }) {
  const { signInPath, signedIn } = useSession()
  const { check } = useSessionParts()
  const [grant] = signedIn?.grants ?? []
  return (
    <Button
      component="a"
      variant="default"
      size="compact-xs"
      href={addressInApi(signInAddress(signInPath, signedInPath))}
      target="_blank"
      onClick={(event) => {
        if (preview && grant) {
          event.preventDefault()
          preview.become(grant.role)
          void check()
          return
        }
        // Where a window of its own is refused, the link opens a tab, which does as well.
        if (window.open(event.currentTarget.href, 'tieback-sign-in', windowFeatures)) event.preventDefault()
      }}
    >
      Sign in again
    </Button>
  )
}
