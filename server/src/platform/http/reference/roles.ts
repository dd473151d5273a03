import { type Role, roleScopes, roleTitles, type RoutePolicy, type Scope } from '@tieback/contracts'
import { type ListedRoute, listRoutes } from '@tieback/contracts/openapi'

// Safe: these are the keys of the table itself.
const roles = Object.keys(roleScopes) as Role[]

const scopes: readonly Scope[] = [...new Set(Object.values(roleScopes).flat())]

const has = (role: Role, scope: Scope): boolean => (roleScopes[role] as readonly Scope[]).includes(scope)

/** What a cell says; `whole field` is a yes for who holds the role for all of it. */
type Answer = 'yes' | 'no' | 'whole field'

const renderCell = (answer: Answer): string => `<td class="${answer === 'no' ? 'no' : 'yes'}">${answer}</td>`

const renderTable = (
  id: string,
  label: string,
  columns: readonly string[],
  rows: readonly string[],
): string => `<h2 id="${id}">${label}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${label}">
<table>
<thead><tr>${columns.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</div>`

const renderScope = (scope: Scope): string =>
  `<tr><th scope="row"><code>${scope}</code></th>${roles.map((role) => renderCell(has(role, scope) ? 'yes' : 'no')).join('')}</tr>`

/** What a role lets its holder do with a route. */
function answerFor(role: Role, { access, reach }: RoutePolicy): Answer {
  if (!access.every((scope) => scope === 'public' || has(role, scope))) return 'no'
  return reach === 'field' ? 'whole field' : 'yes'
}

const reachWords = {
  none: 'nothing of an asset',
  subtree: 'what the caller sees',
  field: 'the whole field',
} as const satisfies Record<RoutePolicy['reach'], string>

function renderRoute({ route }: ListedRoute): string {
  const { metadata, method, path } = route
  const needs = metadata.access.map((scope) => `<code>${scope}</code>`).join(' ')
  const cells = roles.map((role) => renderCell(answerFor(role, metadata))).join('')
  return `<tr><th scope="row"><code>${method} ${path}</code></th><td>${needs}</td><td>${reachWords[metadata.reach]}</td>${cells}</tr>`
}

/** HTML of the tables that say which scopes each role has, and which operations that opens. */
export function renderRoles(): string {
  const titles = roles.map((role) => roleTitles[role])
  return `<main>
<div class="prose">
<h1>Roles</h1>
<p>Each operation names the scopes that it needs. A caller needs all of them by one role, and holds that role for the whole
field or for parts of it: for named assets, hubs, facilities or wells, each with everything below it.</p>
<p>What is about <em>what the caller sees</em> holds those parts and nothing else: a node outside of them is answered as one
that is not there. What is about <em>the whole field</em> is for who holds the role for all of it. What is
<code>public</code> needs no sign-in.</p>
</div>
${renderTable('scopes', 'Scopes by role', ['Scope', ...titles], scopes.map(renderScope))}
${renderTable('operations', 'Operations by role', ['Operation', 'Needs', 'Is about', ...titles], listRoutes().map(renderRoute))}
</main>`
}
