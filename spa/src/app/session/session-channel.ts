/** Where the windows of a browser tell each other that somebody has signed in or out: they share one session. */
const channelName = 'tieback.session'

/** Tells the other windows. */
export function announceSession(): void {
  const channel = new BroadcastChannel(channelName)
  channel.postMessage('changed')
  channel.close()
}

/** Calls when another window announces; gives the way to stop. */
export function listenForSession(onChange: () => void): () => void {
  const channel = new BroadcastChannel(channelName)
  channel.addEventListener('message', onChange)
  return () => {
    channel.close()
  }
}
