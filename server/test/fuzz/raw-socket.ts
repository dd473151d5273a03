import { connect } from 'node:net'

/** Sends bytes and closes its side; what comes back until the server closes, or is silent for this long, ms. */
const silenceMsMax = 2_000

export interface RawAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** Every answer that bytes on a fresh connection get; none where the server just closes. */
export async function sendRaw(port: number, bytes: string): Promise<RawAnswer[]> {
  const text = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    const end = (): void => {
      socket.destroy()
      resolve(received)
    }
    socket.setTimeout(silenceMsMax, end)
    socket.on('data', (chunk) => (received += chunk.toString('latin1')))
    // A server that has answered may reset a connection on which more still comes.
    socket.on('error', end)
    socket.on('close', end)
    socket.end(bytes, 'latin1')
  })
  return [...splitAnswers(text)]
}

/** Answers follow each other on one connection, each as long as its head says. */
function* splitAnswers(text: string): Generator<RawAnswer> {
  let rest = text
  while (rest.startsWith('HTTP/1.1 ')) {
    const headEnd = rest.indexOf('\r\n\r\n')
    const head = headEnd < 0 ? rest : rest.slice(0, headEnd)
    const [, length] = /^content-length: *(\d+)/im.exec(head) ?? []
    const bodyStart = headEnd < 0 ? rest.length : headEnd + 4
    const bodyEnd = length === undefined ? bodyStart : bodyStart + Number(length)
    yield {
      status: Number(head.slice(9, 12)),
      contentType: /^content-type: *(.*)$/im.exec(head)?.[1] ?? '',
      body: rest.slice(bodyStart, bodyEnd),
    }
    rest = rest.slice(bodyEnd)
  }
}
