import { escapeHtml, renderPage } from './html.ts'
import type { EvaluationPerson } from './persons.ts'

const renderPerson = ({ id, name, title, reach }: EvaluationPerson): string =>
  `<li><button class="person" type="submit" name="person" value="${escapeHtml(id)}"><span class="name">${escapeHtml(name)}</span> <span class="title">${escapeHtml(title)}</span> <span class="reach">${escapeHtml(reach)}</span></button></li>`

/** Whom to sign in as: everybody as a button, and a way back. */
export const renderSignIn = (action: string, persons: readonly EvaluationPerson[]): string =>
  renderPage(
    'Sign in',
    `<p>Choose who you want to be. Each has a role of the product, and sees what that role may see.</p>
<form method="post" action="${escapeHtml(action)}">
<ul>
${persons.map(renderPerson).join('\n')}
</ul>
<div class="actions"><button type="submit" name="cancel" value="yes">Go back without signing in</button></div>
</form>`,
  )

/** Whether to sign out; `form` is the provider's own, which the buttons belong to. */
export const renderSignOut = (form: string, name: string | null): string =>
  renderPage(
    'Sign out',
    `<p>You are still signed in here${name === null ? '' : ` as ${escapeHtml(name)}`}. Sign out to choose somebody else next time.</p>
${form}
<div class="actions"><button class="primary" type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>
<button type="submit" form="op.logoutForm">Stay signed in</button></div>`,
  )

export const renderSignedOut = (): string => renderPage('Signed out', '<p>You can close this page.</p>')

/** What went wrong, in the provider's own terms, and what to do. */
export const renderFailure = (failure: Readonly<Record<string, unknown>>): string => {
  const terms = Object.entries(failure).flatMap(([name, value]) =>
    typeof value === 'string' ? [`<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`] : [],
  )
  return renderPage(
    'This did not work',
    `<p>Go back to Tieback and sign in again. If that fails too, this is what to tell whoever runs it:</p><dl>${terms.join('')}</dl>`,
  )
}

export const renderExpired = (): string =>
  renderPage('This sign-in has run out', '<p>Go back to Tieback and sign in again: each sign-in can be used once.</p>')
