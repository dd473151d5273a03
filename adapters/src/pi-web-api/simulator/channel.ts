import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { eventMs } from '@tieback/sim'
import { WebSocket, WebSocketServer } from 'ws'
import type { FaultSet } from '../../http/simulator/fault-set.ts'
import { sendRawAnswer } from '../../http/simulator/send-answer.ts'
import { withFaults } from './faulty-events.ts'
import type { PiFault } from './pi-faults.ts'
import { findPoint, pathOf, webIdOf } from './point-catalogue.ts'
import { PiRefusal } from './pi-refusal.ts'
import type { Site } from './site.ts'
import { toTimedValue } from './timed-value.ts'

export interface ChannelOptions {
  readonly site: Site
  readonly now: () => Date
  /** How often the server looks for new events, ms of real time. */
  readonly pollMs: number
}

/** Takes over connections that ask for a channel of a stream, or of several; what came since the last look is sent, and heartbeats. */
export function createChannels(options: ChannelOptions) {
  const server = new WebSocketServer({ noServer: true })
  return (request: IncomingMessage, socket: Duplex, head: Buffer, faults: FaultSet<PiFault>): void => {
    const url = new URL(request.url ?? '/', 'http://simulator')
    const [, single] = /^\/piwebapi\/streams\/([\w-]+)\/channel$/.exec(url.pathname) ?? []
    const isSet = url.pathname === '/piwebapi/streamsets/channel'
    const webIds = single === undefined ? url.searchParams.getAll('webId') : [single]
    if (faults.has('no-channels') || (single === undefined && !isSet)) {
      sendRawAnswer(socket, {
        status: 404,
        body: { Message: 'No HTTP resource was found that matches the request URI.' },
      })
    } else if (!areKnown(webIds, options, faults)) {
      sendRawAnswer(socket, { status: 400, body: { Errors: ['A specified WebID is not valid.'] } })
    } else {
      server.handleUpgrade(request, socket, head, (opened) => serve(opened, url.searchParams, webIds, options, faults))
    }
  }
}

function areKnown(webIds: readonly string[], { site, now }: ChannelOptions, faults: FaultSet<PiFault>): boolean {
  const points = site.points(now().getTime())
  try {
    return webIds.length > 0 && webIds.every((webId) => findPoint(points, webId, faults) !== null)
  } catch (error) {
    if (error instanceof PiRefusal) return false
    throw error
  }
}

function serve(
  socket: WebSocket,
  query: URLSearchParams,
  webIds: readonly string[],
  options: ChannelOptions,
  faults: FaultSet<PiFault>,
): void {
  const heartbeatRate = Number(query.get('heartbeatRate') ?? 0)
  let sinceMs = options.now().getTime()
  let polls = 0
  let messages = 0
  const send = (items: readonly unknown[]): void => {
    if (faults.has('channel-silent') || socket.readyState !== WebSocket.OPEN) return
    socket.send(JSON.stringify({ Links: {}, Items: items }))
    messages += 1
    if (faults.has('channel-cut') && messages >= faults.number('channel-cut')) socket.terminate()
  }
  const poll = (): void => {
    const untilMs = options.now().getTime()
    const items = eventsOf(webIds, { sinceMs, untilMs }, options, faults)
    sinceMs = untilMs
    polls += 1
    if (items.length > 0) send(items)
    else if (heartbeatRate > 0 && polls % heartbeatRate === 0) send([])
  }
  if (query.get('includeInitialValues') === 'true')
    send(eventsOf(webIds, { sinceMs: null, untilMs: sinceMs }, options, faults))
  const timer = setInterval(poll, options.pollMs)
  socket.on('close', () => clearInterval(timer))
  socket.on('error', () => socket.terminate())
}

/** What each stream got after an instant, up to another; of all time the newest event alone. Streams without any are left out. */
function eventsOf(
  webIds: readonly string[],
  { sinceMs, untilMs }: { readonly sinceMs: number | null; readonly untilMs: number },
  { site }: ChannelOptions,
  faults: FaultSet<PiFault>,
): unknown[] {
  const points = site.points(untilMs)
  const archive = withFaults(site.archive.events, faults, untilMs)
  return webIds.flatMap((webId) => {
    const point = findPoint(points, webId, faults)
    if (point === null) return []
    const { tag, name } = point
    const last = sinceMs === null ? archive.lastAt(tag, untilMs) : null
    const found = sinceMs === null ? (last === null ? [] : [last]) : archive.recorded(tag, sinceMs, untilMs)
    const events = found.filter((event) => sinceMs === null || eventMs(event) > sinceMs)
    if (events.length === 0) return []
    const Items = events.map((event) => toTimedValue(tag, event))
    return [{ WebId: webIdOf(point, 'Full', faults), Name: name, Path: pathOf(point), Items, UnitsAbbreviation: '' }]
  })
}
