import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { announceSession } from '../../app/session/session-channel.ts'
import { revokeOwnSessions } from '../../app/session/session.queries.ts'
import { RefusedOperation } from '../../app/refused-operation.tsx'

/** Ends every session of the reader, this one too, and leaves the page. */
export function EndAllSessions() {
  const ending = useMutation({
    mutationFn: revokeOwnSessions,
    retry: false,
    onSuccess: () => {
      announceSession()
      location.assign(import.meta.env.BASE_URL)
    },
  })
  return (
    <>
      {ending.error && <RefusedOperation error={ending.error} />}
      <Button
        variant="default"
        size="compact-xs"
        title="This device included"
        disabled={ending.isPending}
        onClick={() => {
          ending.mutate()
        }}
      >
        Sign out everywhere
      </Button>
    </>
  )
}
