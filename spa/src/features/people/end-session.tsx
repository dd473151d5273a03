import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { RevokedSessions, Session } from '@tieback/contracts'
import { describeDevice } from '../../ui/device.ts'
import { RefusedOperation } from '../../app/refused-operation.tsx'

interface EndSessionProps {
  readonly session: Session
  readonly end: (session: Session) => Promise<RevokedSessions>
  /** Whose it is, where that isn't the reader. */
  readonly hasName?: boolean
}

/** Ends one session, and reads the lists of them again. */
export function EndSession({ session, end, hasName = false }: EndSessionProps) {
  const queries = useQueryClient()
  const ending = useMutation({
    mutationFn: end,
    retry: false,
    onSettled: () =>
      queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('identity.list') }),
  })
  const whose = hasName ? `of ${session.person.name} ` : ''
  return (
    <>
      <Button
        variant="default"
        size="compact-xs"
        aria-label={`End the session ${whose}on ${describeDevice(session.userAgent)}`}
        disabled={ending.isPending}
        onClick={() => {
          ending.mutate(session)
        }}
      >
        End
      </Button>
      {ending.error && <RefusedOperation error={ending.error} />}
    </>
  )
}
