import { listenTo } from './listen.ts'
import { sessionChannel } from './session.repository.ts'

export interface SessionListener {
  /** It has ended, or its rights have changed. */
  onChange(sessionId: string): void
  /** Changes are heard from now on; some may have been missed. */
  onListening(): void
}

/** Hears of sessions that ended or changed, on a connection of its own, which is made anew whenever it breaks. `close` is safe to call twice. */
export const listenToSessions = (url: string, listener: SessionListener): { close(): Promise<void> } =>
  listenTo(url, {
    channel: sessionChannel,
    applicationName: 'tieback-session',
    onWord: (sessionId) => listener.onChange(sessionId),
    onListening: () => listener.onListening(),
  })
