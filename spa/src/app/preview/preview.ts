import { type Role, roleScopes } from '@tieback/contracts'

/** Where a tab remembers that its reader looks at the preview. Another tab may look at the real thing meanwhile. */
const storageKey = 'tieback.preview'

/** What catches the preview's requests; its script lies beside the page. */
const workerUrl = `${import.meta.env.BASE_URL}mockServiceWorker.js`

/** How this build answers: `mock` stands on invented data alone, and has nothing real to go back to. */
const isMockBuild = import.meta.env.MODE === 'mock'

export interface Preview {
  /** Whether there are real data to go back to. */
  readonly canLeave: boolean
  /** Signs the reader in with a role, without asking anybody; null: the session ends, and the page finds out as it would. */
  readonly become: (role: Role | null) => void
  readonly stop: () => Promise<void>
}

/** Where a tab remembers in which role its reader looks at the preview, so that it outlives a reload. */
const roleKey = 'tieback.preview.role'

/** Stands there once the reader has signed out. */
const nobody = 'nobody'

const isRole = (name: string): name is Role => Object.hasOwn(roleScopes, name)

const roleKeeper = {
  read: (): Role | null => {
    const kept = sessionStorage.getItem(roleKey) ?? 'administrator'
    return isRole(kept) ? kept : null
  },
  write: (role: Role | null): void => {
    sessionStorage.setItem(roleKey, role ?? nobody)
  },
}

/** Browsers offer what the preview needs to safe addresses alone: https, and the machine itself. */
export const canPreview = (): boolean => 'serviceWorker' in navigator

/** Starts the preview where this build or the tab's reader wants it and `isOffered` allows it; null: the page shows the real thing. */
export async function resumePreview(isOffered: boolean): Promise<Preview | null> {
  if (!isMockBuild && !(isOffered && sessionStorage.getItem(storageKey) === 'on')) {
    sessionStorage.removeItem(storageKey)
    void unregisterWorker()
    return null
  }
  try {
    // Fetched here alone: whoever never looks at the preview never loads it.
    const { startMockApi } = await import('../../mock-api/browser.ts')
    return { canLeave: !isMockBuild, become: roleKeeper.write, stop: await startMockApi({ workerUrl, roleKeeper }) }
  } catch (error) {
    // The next start shows the real thing: a preview that can't start must not stand in its way.
    sessionStorage.removeItem(storageKey)
    throw error
  }
}

// The page starts again on each way: no figure, clock or place of one side can then stand under the other's banner.
const startAgain = (): void => {
  location.assign(import.meta.env.BASE_URL)
}

/** Turns the page to invented data. */
export function enterPreview(): void {
  sessionStorage.setItem(storageKey, 'on')
  startAgain()
}

/** Turns the page back to the real data, and takes away what caught its requests. */
export async function leavePreview(preview: Preview | null): Promise<void> {
  sessionStorage.removeItem(storageKey)
  await preview?.stop()
  await unregisterWorker()
  startAgain()
}

/** Also on a start without the preview: a closed tab has left its worker behind. */
async function unregisterWorker(): Promise<void> {
  if (!canPreview()) return
  const registrations = await navigator.serviceWorker.getRegistrations()
  const isOurs = ({ active, waiting, installing }: ServiceWorkerRegistration): boolean =>
    (active ?? waiting ?? installing)?.scriptURL.endsWith(workerUrl) ?? false
  await Promise.all(registrations.filter(isOurs).map((registration) => registration.unregister()))
}
