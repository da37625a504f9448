import { fileURLToPath } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { Effect, FileSystem } from "effect"
import { builtIn } from "../../../dsl/definitions.ts"
import { readClosures, type Closure } from "../../../runtime/plan/code/codeClosure.ts"
import { stageRecords } from "../../../runtime/stages/registry.ts"

const root = fileURLToPath(new URL("../../../", import.meta.url))

/** Bodies of stages by kind, implementations by family and kind: the addresses of all that ships. */
export const builtInAddresses: Readonly<Record<string, string>> = Object.fromEntries([
  ...stageRecords.map(({ kind, body }) => [`stage ${kind}`, body]),
  ...builtIn.map(({ family, kind, implementation }) => [`${family} ${kind}`, implementation]),
])

/** The path of a file within the repository. */
export const pathIn = (url: string): string => fileURLToPath(url).slice(root.length)

/** Edited files, by path within the repository. */
export type Edits = Readonly<Record<string, string>>

/**
 * Reads the closures of all that ships, with some files edited as if they were saved so. Sources are
 * parsed once where a file keeps what was read of them.
 */
export const closuresWith = (
  edits: Edits,
  cacheFile: string,
): Promise<Readonly<Record<string, Closure>>> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const edited = new Map(
      Object.entries(edits).map(([path, text]) => [root + path, new TextEncoder().encode(text)]),
    )
    const closures = yield* readClosures(Object.values(builtInAddresses), cacheFile).pipe(
      Effect.provideService(FileSystem.FileSystem, {
        ...fs,
        readFile: (path) => {
          const text = edited.get(path)
          return text === undefined ? fs.readFile(path) : Effect.succeed(text)
        },
      }),
    )
    return Object.fromEntries(
      Object.entries(builtInAddresses).flatMap(([name, address]) => {
        const closure = closures.get(address)
        return closure === undefined ? [] : [[name, closure]]
      }),
    )
  }).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
