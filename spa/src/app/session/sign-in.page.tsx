import { Button } from '@mantine/core'
import { type Role, roleTitles } from '@tieback/contracts'
import { addressInApi } from '../api-client.ts'
import { PreviewBanner } from '../preview/preview-banner.tsx'
import type { Preview } from '../preview/preview.ts'
import { usePreview } from '../preview/preview-context.ts'
import { EvaluationNotice } from './evaluation-notice.tsx'
import { useSession, useSessionParts } from './session-context.ts'
import { currentPath, signInAddress } from './sign-in-address.ts'
import classes from './sign-in.module.css'

/** Stands alone while nobody has signed in. It leads back to the address that was asked for. */
export function SignInPage() {
  const preview = usePreview()
  const { signInPath, isEvaluation } = useSession()
  return (
    <>
      {preview && (
        <header className={classes.header}>
          <PreviewBanner />
        </header>
      )}
      <main className={classes.page}>
        <title>Sign in · Tieback</title>
        <p className={classes.product}>Tieback</p>
        <h1>Sign in</h1>
        {preview ? (
          <RoleChoice preview={preview} />
        ) : (
          <>
            <p>Production of every asset, hub, facility and well: how much, against what, how sure, how old.</p>
            <Button component="a" size="md" href={addressInApi(signInAddress(signInPath, currentPath()))}>
              Sign in
            </Button>
            {isEvaluation && <EvaluationNotice />}
          </>
        )}
      </main>
    </>
  )
}

const roles = (Object.keys(roleTitles) as Role[]).filter((role) => role !== 'integrator')

/** The preview asks nobody who the reader is. */
function RoleChoice({ preview }: { readonly preview: Preview }) {
  const { check } = useSessionParts()
  return (
    <>
      <p>Nobody is asked for a password here. Choose whose work you want to look at.</p>
      <div className={classes.roles}>
        {roles.map((role) => (
          <Button
            key={role}
            variant="default"
            size="md"
            onClick={() => {
              preview.become(role)
              void check()
            }}
          >
            {roleTitles[role]}
          </Button>
        ))}
      </div>
    </>
  )
}
