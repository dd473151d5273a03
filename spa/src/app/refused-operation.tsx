import { Refusal } from '../ui/refusal.tsx'
import { adviseOn, isOfEndedSession } from './api-problem.ts'
import { usePreview } from './preview/preview-context.ts'
import { SignInAgain } from './session/sign-in-again.tsx'

/** Why something that was asked for isn't done; where the session has ended, with the way to go on from here: a dialog covers the bar that has it too. */
export function RefusedOperation({ error }: { readonly error: Error }) {
  const preview = usePreview()
  return (
    <>
      <Refusal problem={adviseOn(error)} />
      {isOfEndedSession(error) && <SignInAgain preview={preview} />}
    </>
  )
}
