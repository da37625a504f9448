import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect, FileSystem } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { readCommit } from "../../runtime/store/commit.ts"
import { attempt as ended } from "../ledger/attempt.ts"
import type { Attempt } from "../../runtime/store/attempt.ts"
import type { Provenance } from "../../runtime/store/seal.ts"
import { Store } from "../../runtime/store/store.ts"
import { storeError } from "../../runtime/store/storeError.ts"
import { temporaryStore } from "./temporary.ts"

const address = { kind: "pretrain", key: "0123abcd" }
const provenance: Provenance = {
  ...address,
  label: "pretrain MAE seed 0",
  slice: { encoder: { width: 8 } },
  seed: 0,
  inputs: { index: "ffff" },
  code: { stage: "eeee" },
  commit: null,
  dirty: null,
  device: "cpu",
  started: "2026-01-01T00:00:00.000Z",
  seconds: 1.5,
}

let store: ReturnType<typeof temporaryStore>
beforeEach(() => {
  store = temporaryStore()
})
afterEach(() => store.remove())

const at = (...parts: readonly string[]) => join(store.root, ...parts)
const sealed = () => at("artifacts", "pretrain", "0123abcd")

const make = (text = "weights") =>
  Effect.gen(function* () {
    const { begin, seal } = yield* Store
    const draft = yield* begin(address)
    mkdirSync(join(draft.folder, "deep"))
    writeFileSync(join(draft.folder, "model"), text)
    writeFileSync(join(draft.folder, "deep", "empty"), "")
    return yield* seal(draft, provenance)
  })

const flip = (file: string) => {
  const bytes = readFileSync(file)
  bytes[0] = (bytes[0] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

const openFault = () =>
  store.run(
    Effect.gen(function* () {
      const { open } = yield* Store
      return yield* Effect.flip(open(address))
    }),
  )

describe("Store", () => {
  it("has an artifact once it is sealed, with the hashes of its files", async () => {
    const found = await store.run(
      Effect.gen(function* () {
        const { has, open, record } = yield* Store
        const before = yield* has(address)
        yield* make()
        return [before, yield* has(address), yield* open(address), yield* record(address)] as const
      }),
    )
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")
    expect(found).toEqual([
      false,
      true,
      sealed(),
      {
        ...provenance,
        files: {
          "deep/empty": { sha256: sha256(""), bytes: 0 },
          model: { sha256: sha256("weights"), bytes: 7 },
        },
      },
    ])
  })

  it("removes the draft and the checkpoints of what it seals", async () => {
    await store.run(
      Effect.gen(function* () {
        const { checkpoint } = yield* Store
        const kept = yield* checkpoint(address)
        writeFileSync(join(kept, "step"), "3")
        yield* make()
      }),
    )
    expect(readdirSync(at("tmp"))).toEqual([])
    expect(readdirSync(at("checkpoints"))).toEqual([])
  })

  it("keeps the artifact that was sealed first", async () => {
    await store.run(Effect.andThen(make("first"), make("second")))
    expect(readFileSync(join(sealed(), "model"), "utf8")).toBe("first")
    expect(readdirSync(at("tmp"))).toEqual([])
  })

  it("says what it does not have", async () => {
    expect(await openFault()).toMatchObject({ _tag: "ArtifactMissing", key: address.key })
  })

  it.each<readonly [string, (file: string) => void, string]>([
    ["a flipped byte", flip, "model has another content than when it was sealed"],
    ["a longer file", (file) => appendFileSync(file, "!"), "model has 8 bytes instead of 7"],
    ["a lost file", (file) => rmSync(file), "model is lost"],
  ])("finds %s", async (_, damage, what) => {
    await store.run(make())
    const file = join(sealed(), "model")
    damage(file)
    const error = await openFault()
    expect(error).toMatchObject({ _tag: "ArtifactCorrupt", file, faults: [{ what }] })
  })

  it("finds a damaged record", async () => {
    await store.run(make())
    writeFileSync(join(sealed(), "artifact.json"), "{")
    expect(await openFault()).toMatchObject({
      _tag: "ArtifactCorrupt",
      file: join(sealed(), "artifact.json"),
    })
  })

  it("sets a corrupt artifact aside, and makes room for another", async () => {
    await store.run(make())
    flip(join(sealed(), "model"))
    const aside = await store.run(
      Effect.gen(function* () {
        const { has, open, setAside } = yield* Store
        yield* Effect.flip(open(address))
        const moved = yield* setAside(address)
        expect(yield* has(address)).toBe(false)
        yield* make()
        yield* open(address)
        return moved
      }),
    )
    expect(aside.startsWith(at("corrupt"))).toBe(true)
    expect(readFileSync(join(aside, "model"), "utf8")).not.toBe("weights")
  })

  it("reads the files once a run", async () => {
    await store.run(make())
    await store.run(
      Effect.gen(function* () {
        const { open } = yield* Store
        const first = yield* open(address)
        flip(join(sealed(), "model"))
        expect(yield* open(address)).toBe(first)
      }),
    )
  })

  it("removes what dead processes of this machine left, and nothing else", async () => {
    const { pid: dead } = spawnSync(process.execPath, ["--version"])
    const names = [
      `a.${dead}.${hostname()}`,
      `b.${process.ppid}.${hostname()}`,
      `c.${dead}.elsewhere`,
    ]
    mkdirSync(at("tmp"))
    for (const name of names) mkdirSync(at("tmp", name))
    await store.run(Effect.void)
    expect(readdirSync(at("tmp"))).toEqual(names.slice(1))
  })

  it("removes what a runner that was killed after sealing left", async () => {
    await store.run(make())
    const { pid } = spawnSync(process.execPath, ["--version"])
    const lease = JSON.stringify({ token: "t", host: hostname(), pid })
    for (const key of [address.key, "unsealed"]) {
      mkdirSync(at("checkpoints", key))
      writeFileSync(at("leases", key), lease)
    }
    await store.run(Effect.void)
    expect(readdirSync(at("checkpoints"))).toEqual(["unsealed"])
    expect(readdirSync(at("leases"))).toEqual(["unsealed"])
  })

  it("keeps a ledger, one entry an attempt", async () => {
    const attempt: Attempt = {
      ...address,
      label: "pretrain MAE seed 0",
      arms: ["MAE"],
      seed: 0,
      commit: null,
      dirty: null,
      diff: null,
      device: "cpu",
      host: "here",
      pid: 1,
      started: "2026-01-01T00:00:00.000Z",
      ended: null,
      outcome: "running",
      exit: null,
      progress: null,
      error: null,
      peakMemory: null,
      log: "x-1.log",
    }
    const later: Attempt = { ...attempt, started: "2026-01-02T00:00:00.000Z" }
    const ledger = await store.run(
      Effect.gen(function* () {
        const { attempts, note } = yield* Store
        yield* note(later)
        yield* note(attempt)
        yield* note({ ...attempt, outcome: "done", ended: "2026-01-01T00:01:00.000Z", exit: 0 })
        return yield* attempts
      }),
    )
    expect(ledger.map(({ outcome }) => outcome)).toEqual(["done", "running"])
  })

  it("reads the files of the ledger, not what an index remembers of them", async () => {
    const entry = (name: string, label: string) =>
      writeFileSync(at("attempts", name), JSON.stringify({ ...ended, label }))
    const labels = () =>
      store.run(
        Effect.flatMap(Store, ({ attempts }) =>
          Effect.map(attempts, (found) => found.map(({ label }) => label)),
        ),
      )
    await store.run(Effect.void)
    entry("1.json", "first")
    expect(await labels()).toEqual(["first"])
    entry("2.json", "second")
    rmSync(at("attempts", "1.json"))
    expect(await labels()).toEqual(["second"])
  })

  it("lists and removes artifacts", async () => {
    const left = await store.run(
      Effect.gen(function* () {
        const { addresses, has, remove } = yield* Store
        yield* make()
        const before = yield* addresses
        yield* remove(address)
        return [before, yield* addresses, yield* has(address)] as const
      }),
    )
    expect(left).toEqual([[address], [], false])
    expect(readdirSync(at("tmp"))).toEqual([])
  })

  it("keeps a patch once", async () => {
    const kept = await store.run(
      Effect.gen(function* () {
        const { keepDiff } = yield* Store
        return [yield* keepDiff("+ line"), yield* keepDiff("+ line")]
      }),
    )
    expect(new Set(kept).size).toBe(1)
    expect(readFileSync(at(kept[0] ?? ""), "utf8")).toBe("+ line")
  })

  it("says that its folder cannot be used", async () => {
    const file = at("a-file")
    writeFileSync(file, "")
    const error = await Effect.runPromise(
      Effect.flip(
        Effect.scoped(Effect.asVoid(Store).pipe(Effect.provide(Store.layer(join(file, "store"))))),
      ).pipe(Effect.provide(NodeServices.layer)),
    )
    expect(error).toMatchObject({ _tag: "StoreError", reason: "other" })
  })
})

const readOnly = "/proc/sys/kernel/ostype"

describe("storeError", () => {
  const errorOf = (path: string) =>
    store.run(
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const error = yield* Effect.flip(fs.writeFileString(path, "x"))
        return storeError("seal an artifact", path, error)
      }),
    )

  it.skipIf(!existsSync("/dev/full"))("names a full disk and its hint", async () => {
    const error = await errorOf("/dev/full")
    expect(error.reason).toBe("full")
    expect(error.faults[0]?.hint).toContain("free some space")
  })

  it.skipIf(!existsSync(readOnly))("names a refused permission and its hint", async () => {
    // A read-only kernel parameter: nobody may write it, root included.
    const error = await errorOf(readOnly)
    expect(error.reason).toBe("permission")
    expect(error.faults[0]?.hint).toContain("make the store's folder writable")
  })
})

describe("a lease", () => {
  const take = Effect.gen(function* () {
    const { lease } = yield* Store
    return yield* lease(address)
  })
  const hold = (pid: number, host = hostname()) => {
    mkdirSync(at("leases"), { recursive: true })
    writeFileSync(at("leases", address.key), JSON.stringify({ token: "t", host, pid }))
  }

  it("is held by one at a time, and given back", async () => {
    await store.run(
      Effect.gen(function* () {
        yield* Effect.scoped(
          Effect.gen(function* () {
            expect(yield* take).toBe(true)
            expect(yield* Effect.scoped(take)).toBe(false)
          }),
        )
        expect(yield* take).toBe(true)
      }),
    )
    expect(readdirSync(at("leases"))).toEqual([])
  })

  it("is taken over from a dead process of this machine", async () => {
    hold(spawnSync(process.execPath, ["--version"]).pid)
    expect(await store.run(take)).toBe(true)
  })

  it("is left to a live process, and to one of another machine", async () => {
    hold(process.ppid)
    expect(await store.run(take)).toBe(false)
    hold(1, "elsewhere")
    expect(await store.run(take)).toBe(false)
  })

  it("is taken over from another machine after a minute without a sign of life", async () => {
    hold(1, "elsewhere")
    const before = new Date(Date.now() - 61_000)
    utimesSync(at("leases", address.key), before, before)
    expect(await store.run(take)).toBe(true)
  })
})

describe("readCommit", () => {
  const commit = (folder: string) =>
    Effect.runPromise(readCommit(folder).pipe(Effect.provide(NodeServices.layer)))
  const git = (...args: readonly string[]) =>
    spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: store.root })

  it("is null outside a repository and before the first commit", async () => {
    expect(await commit(store.root)).toBeNull()
    git("init")
    expect(await commit(store.root)).toBeNull()
  })

  it("is the commit, and whether something has changed since", async () => {
    git("init")
    git("commit", "--allow-empty", "-m", "first")
    const head = git("rev-parse", "HEAD").stdout.toString().trim()
    expect(await commit(store.root)).toEqual({ commit: head, dirty: false })
    writeFileSync(at("new"), "")
    expect(await commit(store.root)).toEqual({ commit: head, dirty: true })
  })
})
