import { expect, it } from 'vitest'
import { createMessageQueue } from './message-queue.ts'

function createQueue(messagesMax: number) {
  const flow: string[] = []
  const queue = createMessageQueue(messagesMax, { pause: () => flow.push('pause'), resume: () => flow.push('resume') })
  return { queue, flow, read: queue[Symbol.asyncIterator]() }
}

it('a message queue gives messages in order, and the failure after them', async () => {
  const { queue, read } = createQueue(10)
  queue.add('a')
  queue.add('b')
  queue.fail(new Error('cut'))
  queue.fail(new Error('closed'))
  expect([(await read.next()).value, (await read.next()).value]).toEqual(['a', 'b'])
  await expect(read.next()).rejects.toThrow('cut')
})

it('a message queue wakes its reader', async () => {
  const { queue, read } = createQueue(10)
  const next = read.next()
  queue.add('late')
  expect((await next).value).toBe('late')
})

it('a message queue holds the sender back while it is full, and lets go once there is room', async () => {
  const { queue, flow, read } = createQueue(2)
  for (const message of ['a', 'b', 'c']) queue.add(message)
  expect(flow).toEqual(['pause'])
  await read.next()
  expect(flow).toEqual(['pause'])
  await read.next()
  expect(flow).toEqual(['pause', 'resume'])
})
