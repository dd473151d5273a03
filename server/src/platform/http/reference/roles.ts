import { type Role, roleScopes, type Scope } from '@tieback/contracts'

// Safe: these are the keys of the table itself.
const roles = Object.keys(roleScopes) as Role[]

const scopes: readonly Scope[] = [...new Set(Object.values(roleScopes).flat())]

const has = (role: Role, scope: Scope): boolean => (roleScopes[role] as readonly Scope[]).includes(scope)

const renderRow = (scope: Scope): string => {
  const cells = roles.map((role) => (has(role, scope) ? '<td class="yes">yes</td>' : '<td class="no">no</td>'))
  return `<tr><th scope="row"><code>${scope}</code></th>${cells.join('')}</tr>`
}

/** HTML of the table that says which scopes each role has. */
export const renderRoles = (): string => `<main>
<div class="prose">
<h1>Roles</h1>
<p>Each operation names the scopes that it needs; a caller needs all of them, and gets them by role.
What is public needs none.</p>
</div>
<div class="scroll" tabindex="0" role="region" aria-label="Scopes by role">
<table>
<thead><tr><th scope="col">Scope</th>${roles.map((role) => `<th scope="col">${role}</th>`).join('')}</tr></thead>
<tbody>
${scopes.map(renderRow).join('\n')}
</tbody>
</table>
</div>
</main>`
