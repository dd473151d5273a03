import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type Role, roleTitles } from '@tieback/contracts'
import { useSession, useSessionParts } from '../session/session-context.ts'
import { FilterSelect } from '../../ui/filter-select.tsx'
import type { Preview } from './preview.ts'
import classes from './preview-role.module.css'

const roles = (Object.keys(roleTitles) as Role[]).map((role) => ({ value: role, label: roleTitles[role] }))

/** Turns the preview to what another role sees, or to what a page looks like whose session has ended. */
export function PreviewRole({ preview }: { readonly preview: Preview }) {
  const { signedIn } = useSession()
  const { check } = useSessionParts()
  const queries = useQueryClient()
  const become = async (role: Role | null): Promise<void> => {
    preview.become(role)
    await check()
    await queries.invalidateQueries()
  }
  return (
    <div className={classes.role}>
      <FilterSelect
        label="Preview as"
        options={roles}
        value={signedIn?.grants[0]?.role ?? null}
        onChange={(role) => void become(role as Role)}
      />
      <Button variant="default" size="compact-xs" onClick={() => void become(null)}>
        Let the session end
      </Button>
    </div>
  )
}
