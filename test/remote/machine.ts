import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import type { RemoteStore } from "../../dsl/remoteStore.ts"
import { pushLacking } from "../../runtime/remote/push.ts"
import { withRemote } from "../../runtime/remote/remoteStore.ts"
import type { Provenance } from "../../runtime/store/seal.ts"
import { Store } from "../../runtime/store/store.ts"
import { temporaryStore } from "../store/temporary.ts"

export const address = { kind: "pretrain", key: "0123abcd" }
const absent = { kind: "pretrain", key: "ffff" }
export const provenance: Provenance = {
  ...address,
  label: "pretrain MAE seed 0",
  slice: {},
  seed: 0,
  inputs: {},
  code: {},
  commit: null,
  dirty: null,
  device: "cpu",
  started: "2026-01-01T00:00:00.000Z",
  seconds: 1.5,
}
const plain = { sign: "none", region: "us-east-1", push: true, mostGB: 1 } as const

/** A machine of a group: a store of its own, and the server's behind it. */
export const machine = (
  url: string,
  changes: Partial<RemoteStore> = {},
  environment: Readonly<Record<string, string>> = {},
) => {
  const own = temporaryStore()
  const warnings: string[] = []
  const layer = withRemote({ url, ...plain, ...changes }, environment, (text) =>
    Effect.sync(() => void warnings.push(text)),
  )
  const run = <A, E>(effect: Effect.Effect<A, E, Store>) => own.run(Effect.provide(effect, layer))
  return {
    warnings,
    remove: own.remove,
    make: (text: string) =>
      run(
        Effect.gen(function* () {
          const { begin, seal } = yield* Store
          const draft = yield* begin(address)
          mkdirSync(join(draft.folder, "deep"))
          writeFileSync(join(draft.folder, "model.safetensors"), text)
          writeFileSync(join(draft.folder, "deep", "empty.json"), "")
          return yield* seal(draft, provenance)
        }),
      ),
    has: () => run(Effect.flatMap(Store, ({ has }) => has(address))),
    record: () => run(Effect.flatMap(Store, ({ record }) => record(address))),
    /** The model of the artifact; null where there is none. */
    open: () =>
      run(
        Effect.flatMap(Store, ({ open }) => open(address)).pipe(
          Effect.map((folder) => readFileSync(join(folder, "model.safetensors"), "utf8")),
          Effect.catchTag("ArtifactMissing", () => Effect.succeed(null)),
        ),
      ),
    /** Puts there what it has; gives how many artifacts. */
    pushLacking: () =>
      own.run(pushLacking({ url, ...plain, ...changes }, environment, [address, absent])),
    /** What it says where the server cannot be asked. */
    fails: () => run(Effect.flatMap(Store, ({ has }) => has(address))).then(String, String),
  }
}
