import {
  listAssetServers,
  listAttributes,
  listChildElements,
  listDatabaseElements,
  listDatabases,
  listEnumerationSets,
  listEnumerationValues,
  listPoints,
  listServers,
  readAttribute,
  readDatabase,
  readElement,
  readPoint,
  readServer,
} from './listings.ts'
import { type Call, linkBase } from './site.ts'
import { readStream, readStreamSet } from './stream-sets.ts'

const version = '2023.1.0.0'

type Route = (call: Call, ...pieces: string[]) => unknown

const links = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, `${linkBase}/${name.toLowerCase()}`]))

const routes: readonly (readonly [RegExp, Route])[] = [
  [/^\/$/, () => ({ Links: { Self: linkBase, ...links('AssetServers', 'DataServers', 'System') } })],
  [
    /^\/system$/,
    () => ({ ProductTitle: 'PI Web API', ProductVersion: version, Links: { Self: `${linkBase}/system` } }),
  ],
  [/^\/system\/status$/, () => ({ UpTimeInMinutes: 12_345.6, State: 'Running', CacheInstances: 1 })],
  [/^\/system\/userinfo$/, () => ({ IdentityType: 'Basic', Name: 'tieback', IsAuthenticated: true })],
  [/^\/dataservers$/, listServers],
  [/^\/dataservers\/([^/]+)$/, readServer],
  [/^\/dataservers\/([^/]+)\/points$/, listPoints],
  [/^\/dataservers\/([^/]+)\/enumerationsets$/, listEnumerationSets],
  [/^\/enumerationsets\/([^/]+)\/enumerationvalues$/, listEnumerationValues],
  [/^\/points$/, (call) => readPoint(call)],
  [/^\/points\/([^/]+)$/, readPoint],
  [/^\/assetservers$/, listAssetServers],
  [/^\/assetservers\/([^/]+)\/assetdatabases$/, listDatabases],
  [/^\/assetdatabases$/, (call) => readDatabase(call)],
  [/^\/assetdatabases\/([^/]+)$/, readDatabase],
  [/^\/assetdatabases\/([^/]+)\/elements$/, listDatabaseElements],
  [/^\/elements$/, (call) => readElement(call)],
  [/^\/elements\/([^/]+)$/, readElement],
  [/^\/elements\/([^/]+)\/elements$/, listChildElements],
  [/^\/elements\/([^/]+)\/attributes$/, listAttributes],
  [/^\/attributes$/, (call) => readAttribute(call)],
  [/^\/attributes\/([^/]+)$/, readAttribute],
  [/^\/streams\/([^/]+)\/(\w+)$/, readStream],
  [/^\/streamsets\/(\w+)$/, readStreamSet],
]

/** What answers a path, with the pieces of the path in hand; null where nothing does. */
export function findRoute(path: string): ((call: Call) => unknown) | null {
  for (const [pattern, route] of routes) {
    const groups = pattern.exec(path)
    if (groups !== null) return (call) => route(call, ...groups.slice(1).map(decodeURIComponent))
  }
  return null
}
