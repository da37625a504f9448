import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect, Layer, type FileSystem, type Path, type Scope } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { Store, type StoreOptions } from "../../runtime/store/store.ts"

type Services =
  | Store
  | FileSystem.FileSystem
  | Path.Path
  | ChildProcessSpawner.ChildProcessSpawner
  | Scope.Scope

/** A new folder, and a way to run with a store in it: each run opens the store anew. */
export const temporaryStore = (options: StoreOptions = {}) => {
  const root = mkdtempSync(join(tmpdir(), "ablate-store-"))
  return {
    root,
    remove: () => rmSync(root, { recursive: true, force: true }),
    run: <A, E>(effect: Effect.Effect<A, E, Services>): Promise<A> =>
      Effect.runPromise(
        Effect.scoped(effect).pipe(
          Effect.provide(Store.layer(root, options).pipe(Layer.provideMerge(NodeServices.layer))),
        ),
      ),
  }
}
