export { createApp, type AppDeps } from './app.ts'
export { systemClock } from './config/clock.ts'
export { openActor, type Actor, type ResolveActor } from './platform/http/access.ts'
export type { Reader } from './reading/reader.ts'
