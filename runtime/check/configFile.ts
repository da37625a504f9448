import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect } from "effect"
import { ts } from "ts-morph"
import { configFaults } from "../../dsl/config.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"
import { follower } from "./follow.ts"
import { openSource, positionOf, type Source } from "./source.ts"
import { typeFaults } from "./typeFaults.ts"

const name = "ablate.config.ts"

/** The configuration for an experiment file: in its folder or the nearest above it, within its repository. */
export const configFor = (file: string): string | undefined => {
  const search = (folder: string): string | undefined => {
    const found = join(folder, name)
    if (existsSync(found)) return found
    const around = dirname(folder)
    return around === folder || existsSync(join(folder, ".git")) ? undefined : search(around)
  }
  return search(dirname(resolve(file)))
}

/** Where a field of the default export is written, or what is around it. */
const placeOf = (source: Source, field: string | undefined): Fault["where"] => {
  const own = source.program.getSourceFile(source.file)
  const exported = own?.statements.find(ts.isExportAssignment)
  if (exported === undefined) return { file: source.file }
  const here = { node: exported.expression, around: undefined }
  const path = field === undefined ? [] : field.split(".")
  return positionOf(follower(source).follow(here, path).node)
}

/** Reads a configuration: what the type checker finds wrong with it, then what its fields' own rules do. */
export const readConfig = Effect.fn("readConfig")(function* (
  file: string,
): Effect.fn.Return<unknown, Faulty> {
  const source = yield* Effect.sync(() => openSource(file))
  const types = typeFaults(source)
  if (types.length > 0) return yield* new Faulty({ faults: types })
  const module = yield* Effect.tryPromise({
    try: (): Promise<Readonly<Record<string, unknown>>> => import(pathToFileURL(file).href),
    catch: (cause) =>
      new Faulty({
        faults: [
          fault({
            what: `the configuration does not load: ${cause instanceof Error ? cause.message : String(cause)}`,
            where: { file },
          }),
        ],
      }),
  })
  const config = module["default"]
  const faults = configFaults(config).map((each) =>
    fault({ ...each, where: { ...each.where, ...placeOf(source, each.where.field) } }),
  )
  if (faults.length > 0) return yield* new Faulty({ faults })
  return config
})
