import type { Change } from './change.ts'
import { canonical, isList, isObject, objectAt, textAt, type Json, type JsonObject } from './json.ts'
import { targetOf } from './shape.ts'
import { changeAt, type Documents, type Site } from './site.ts'

interface ParameterPair {
  readonly path: string
  readonly pathNow: string
  readonly before: JsonObject
  readonly after: JsonObject
  readonly documents: Documents
}

interface Parameter {
  readonly name: string
  /** `query`, `path`, `header` */
  readonly place: string
  /** The same for one that a caller can't tell apart: in a path its position, in a header its name in small letters. */
  readonly key: string
  readonly isRequired: boolean
  readonly schema: Json
  /** How a list or an object is written in an address. */
  readonly style: string
}

export function* compareParameters(pair: ParameterPair, site: Site): Generator<Change> {
  const before = parametersOf(pair.before, pair.path, pair.documents.before)
  const after = parametersOf(pair.after, pair.pathNow, pair.documents.after)
  const added = new Map([...after].filter(([key]) => !before.has(key)))
  for (const [key, parameter] of before) {
    const now = after.get(key)
    if (now === undefined) yield* compareRemoved(site, parameter, added)
    else yield* compareParameter(at(site, parameter), parameter, now)
  }
  for (const parameter of added.values()) {
    const how = parameter.isRequired ? 'required' : 'optional'
    const effect = parameter.isRequired ? 'narrower' : 'grown'
    yield changeAt(at(site, parameter), 'parameter-added', effect, `is new, ${how}`, null, parameter.schema)
  }
}

const at = (site: Site, { place, name, isRequired }: Parameter): Site => ({
  ...site,
  place: `${site.place} ${place} ${name}`,
  wasRequired: isRequired,
})

function parametersOf(operation: JsonObject, path: string, document: JsonObject): Map<string, Parameter> {
  const list = operation['parameters']
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1])
  const parameters = (isList(list) ? list : []).map((entry) => {
    const parameter = targetOf(entry, document)
    return isObject(parameter) ? parameterOf(parameter, inPath) : undefined
  })
  return new Map(parameters.filter((parameter) => parameter !== undefined).map((each) => [each.key, each]))
}

function parameterOf(parameter: JsonObject, inPath: readonly (string | undefined)[]): Parameter {
  const { required, schema, style, explode, allowReserved, content } = parameter
  const [text, where] = [textAt(parameter, 'name'), textAt(parameter, 'in')]
  const known = where === 'path' ? String(inPath.indexOf(text)) : where === 'header' ? text.toLowerCase() : text
  const [media] = Object.values(isObject(content) ? content : {})
  return {
    name: text,
    place: where,
    key: `${where} ${known}`,
    isRequired: required === true,
    schema: schema ?? (isObject(media) ? objectAt(media, 'schema') : {}),
    style: canonical({
      style: style ?? (where === 'query' ? 'form' : 'simple'),
      explode: explode ?? (style ?? 'form') === 'form',
      allowReserved: allowReserved ?? false,
      content: Object.keys(isObject(content) ? content : {}),
    }),
  }
}

function* compareParameter(site: Site, before: Parameter, after: Parameter): Generator<Change> {
  // On the wire a path is the same under another name; clients that are made from the contract spell the name.
  if (before.name.toLowerCase() !== after.name.toLowerCase()) {
    yield changeAt(site, 'parameter-renamed', 'broken', `is ${after.name} now`, before.name, after.name)
  }
  if (!before.isRequired && after.isRequired) {
    yield changeAt(site, 'parameter-required', 'narrower', 'is required now', false, true)
  }
  if (before.isRequired && !after.isRequired) {
    yield changeAt(site, 'parameter-optional', 'wider', 'may be left out now', true, false)
  }
  if (before.style !== after.style) {
    yield changeAt(site, 'parameter-style', 'broken', 'is written in another way', before.style, after.style)
  }
  yield* site.compare(site, before.schema, after.schema)
}

/** One that is gone from where it was: moved, renamed, or gone. What it became is taken out of `added`. */
function* compareRemoved(site: Site, old: Parameter, added: Map<string, Parameter>): Generator<Change> {
  const here = at(site, old)
  const moved = [...added].find(([, { name, place }]) => name === old.name && place !== old.place)
  const renamed = [...added].find(
    ([, { place, schema, isRequired }]) =>
      place === old.place && isRequired === old.isRequired && site.compare(here, old.schema, schema).next().done,
  )
  const [key, now] = moved ?? renamed ?? []
  if (key === undefined || now === undefined) {
    yield changeAt(here, 'parameter-removed', 'broken', `${old.name} is gone`, old.schema, null)
    return
  }
  added.delete(key)
  if (moved === undefined) yield changeAt(here, 'parameter-renamed', 'broken', `is ${now.name} now`, old.name, now.name)
  else yield changeAt(here, 'parameter-moved', 'broken', `is in the ${now.place} now`, old.place, now.place)
}
