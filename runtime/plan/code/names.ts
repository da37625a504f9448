import type { Bindings } from "./bindings.ts"
import { ownUrl } from "./ownCode.ts"
import type { Maker } from "./textsForPeople.ts"

/** A module as far as its names go. */
export interface NamedModule {
  readonly bindings: Bindings
  /** The file behind a specifier; undefined where it is a package. */
  readonly fileOf: (specifier: string) => string | undefined
}

/** The module that declares a name, and the name that it has there. */
interface Origin {
  readonly url: string
  readonly name: string
}

const ours = (path: string, name: string): string => `${ownUrl(path)}#${name}`

const family = ours("dsl/component.ts", "family")

const makers: ReadonlyMap<string, Maker> = new Map([
  [ours("dsl/encoders/family.ts", "defineEncoder"), { makes: "component" }],
  [ours("dsl/metrics/family.ts", "defineMetric"), { makes: "component" }],
  [ours("dsl/tasks/family.ts", "defineTask"), { makes: "component" }],
  [ours("dsl/field.ts", "required"), { makes: "field", texts: [1] }],
  [ours("dsl/field.ts", "defaulted"), { makes: "field", texts: [2, 3] }],
  [ours("dsl/fault.ts", "fault"), { makes: "fault" }],
])

/**
 * What names of modules lead to, and which of them make texts for people. A name counts by the declaration that it leads to,
 * through imports and exports, never by its spelling; one that the module declares again in some scope
 * counts as nothing.
 */
export const namesIn = (modules: ReadonlyMap<string, NamedModule>) => {
  const exported = (url: string, name: string, seen: readonly string[]): Origin | undefined => {
    const at = `${url}#${name}`
    const module = modules.get(url)
    if (module === undefined || seen.includes(at)) return undefined
    const known = [...seen, at]
    const leads = module.bindings.exports.get(name)
    if (typeof leads === "string") return originOf(url, leads, known)
    const through = (specifier: string, there: string) => {
      const file = module.fileOf(specifier)
      return file === undefined ? undefined : exported(file, there, known)
    }
    if (leads !== undefined) return through(leads.specifier, leads.name)
    for (const star of module.bindings.stars) {
      const found = through(star, name)
      if (found !== undefined) return found
    }
    return undefined
  }

  const originOf = (url: string, name: string, seen: readonly string[]): Origin | undefined => {
    const { bindings, fileOf } = modules.get(url) ?? {}
    const imported = bindings?.imports.get(name)
    const declared = bindings?.declared.get(name) ?? 0
    if (imported === undefined) return declared === 1 ? { url, name } : undefined
    const file = fileOf?.(imported.specifier)
    return declared > 0 || file === undefined ? undefined : exported(file, imported.name, seen)
  }

  const makerOf = (url: string, callee: string): Maker | undefined => {
    const origin = originOf(url, callee, [])
    if (origin === undefined) return undefined
    const maker = makers.get(`${origin.url}#${origin.name}`)
    if (maker !== undefined) return maker
    const made = modules.get(origin.url)?.bindings.calls.get(origin.name)
    const by = made === undefined ? undefined : originOf(origin.url, made, [])
    return by !== undefined && `${by.url}#${by.name}` === family
      ? { makes: "component" }
      : undefined
  }

  return {
    makerOf,
    /** The file that declares what a module exports under a name. */
    declaringFile: (url: string, name: string) => exported(url, name, [])?.url,
  }
}
