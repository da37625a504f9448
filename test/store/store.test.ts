import { spawnSync } from "node:child_process"
import { createHash, randomUUID } from "node:crypto"
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect, Fiber, FileSystem, Layer } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { readCommit } from "../../runtime/store/commit.ts"
import { attempt as ended } from "../ledger/attempt.ts"
import type { Attempt } from "../../runtime/store/attempt.ts"
import type { Provenance } from "../../runtime/store/seal.ts"
import { Store } from "../../runtime/store/store.ts"
import { ownIdentity } from "../../runtime/processes/identity.ts"
import { claimLine, signText } from "../../runtime/store/lease/claim.ts"
import { scratchName } from "../../runtime/store/scratch.ts"
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
        return moved ?? ""
      }),
    )
    expect(aside.startsWith(at("corrupt"))).toBe(true)
    expect(readFileSync(join(aside, "model"), "utf8")).not.toBe("weights")
  })

  it("finds a record that was changed, and one of another artifact", async () => {
    await store.run(make())
    const record = join(sealed(), "artifact.json")
    const text = readFileSync(record, "utf8")
    writeFileSync(record, text.replace(/"model":\{[^}]*\},?/, ""))
    expect(await openFault()).toMatchObject({
      _tag: "ArtifactCorrupt",
      faults: [{ what: "the record has another content than when it was sealed" }],
    })
    writeFileSync(record, text)
    cpSync(sealed(), at("artifacts", "pretrain", "ffff"), { recursive: true })
    const error = await store.run(
      Effect.flatMap(Store, ({ open }) => Effect.flip(open({ kind: "pretrain", key: "ffff" }))),
    )
    expect(error).toMatchObject({ faults: [{ what: "the record is that of pretrain 0123abcd" }] })
  })

  it("reads records of the first format, which have no hash", async () => {
    await store.run(make())
    const record = join(sealed(), "artifact.json")
    writeFileSync(record, readFileSync(record, "utf8").replace(/,"sha256":"[0-9a-f]+"\}$/, "}"))
    rmSync(at("store.json"))
    expect(await store.run(Effect.flatMap(Store, ({ open }) => open(address)))).toBe(sealed())
    expect(JSON.parse(readFileSync(at("store.json"), "utf8"))).toEqual({ format: 2 })
  })

  it.each([
    ['{"format":3}', "this store was made by a newer ablate: its format is 3"],
    ['{"format":0}', "this store was made by an ablate that is too old: its format is 0"],
    ["{", "this file does not say which format the store has"],
  ])("says of a store that says %s what it is", async (text, what) => {
    writeFileSync(at("store.json"), text)
    await expect(store.run(Effect.void)).rejects.toMatchObject({ faults: [{ what }] })
  })

  it("is stopped by no file that is none of its own", async () => {
    await store.run(make())
    for (const folder of ["", "artifacts", "artifacts/pretrain", "attempts", "accepted", "tmp"])
      writeFileSync(at(folder, "notes.txt"), "a note")
    for (const folder of ["leases", "runs", "checkpoints", "corrupt"])
      writeFileSync(at(folder, "notes.txt"), "a note")
    mkdirSync(at("attempts", "more.json"))
    writeFileSync(join(sealed(), "notes.txt"), "a note")
    const found = await store.run(
      Effect.gen(function* () {
        const { addresses, attempts, open, strays, inUse } = yield* Store
        expect(yield* attempts).toEqual([])
        expect(yield* inUse).toEqual(new Set())
        expect(yield* strays(address)).toEqual(["notes.txt"])
        yield* open(address)
        return yield* addresses
      }),
    )
    expect(found).toEqual([address])
  })

  it("seals no draft that lacks what the stage says that it made", async () => {
    const error = await store.run(
      Effect.gen(function* () {
        const { begin, seal } = yield* Store
        const draft = yield* begin(address)
        writeFileSync(join(draft.folder, "model"), "weights")
        writeFileSync(draft.made, JSON.stringify({ model: 7, history: 3 }))
        return yield* Effect.flip(seal(draft, provenance))
      }),
    )
    expect(error).toMatchObject({ _tag: "DraftLost" })
    expect(error.message).toContain("history is lost")
    expect(existsSync(sealed())).toBe(false)
  })

  it("seals no draft that was taken away, whatever the worker has written to its place since", async () => {
    const error = await store.run(
      Effect.gen(function* () {
        const { begin, seal } = yield* Store
        const draft = yield* begin(address)
        rmSync(draft.root, { recursive: true })
        mkdirSync(draft.folder, { recursive: true })
        writeFileSync(join(draft.folder, "model"), "weights")
        return yield* Effect.flip(seal(draft, provenance))
      }),
    )
    expect(error._tag).toBe("DraftLost")
    expect(existsSync(sealed())).toBe(false)
  })

  it("is not changed by looking, and not made", async () => {
    const looking = <A, E>(effect: Effect.Effect<A, E, Store>) =>
      Effect.runPromise(
        effect.pipe(
          Effect.provide(Store.looking(store.root).pipe(Layer.provideMerge(NodeServices.layer))),
        ),
      )
    const list = () =>
      readdirSync(store.root, { recursive: true, encoding: "utf8" }).map((name) => [
        name,
        statSync(at(name)).mtimeMs,
      ])
    const look = Effect.gen(function* () {
      const { addresses, attempts, accepted, has } = yield* Store
      return [yield* addresses, yield* attempts, accepted.size, yield* has(address)]
    })
    expect(await looking(look)).toEqual([[], [], 0, false])
    expect(list()).toEqual([])
    await store.run(make())
    mkdirSync(at("tmp", `0123abcd.1.${randomUUID()}`))
    const before = list()
    expect(await looking(look)).toEqual([[address], [], 0, true])
    expect(list()).toEqual(before)
  })

  it("is its owner's alone when it is made, or its group's where that is asked for", async () => {
    const modeOf = async (access: "owner" | "group" | undefined) => {
      const root = at(`new-${access ?? "default"}`)
      const mask = process.umask()
      await Effect.runPromise(
        Effect.scoped(
          Effect.asVoid(Store).pipe(
            Effect.provide(
              Store.layer(root, { access }).pipe(Layer.provideMerge(NodeServices.layer)),
            ),
          ),
        ),
      )
      process.umask(mask)
      return (statSync(root).mode & 0o7777).toString(8)
    }
    expect(await modeOf(undefined)).toBe("700")
    expect(await modeOf("group")).toBe("2770")
  })

  it("keeps what a run at work counts on, also when the run begins while it is removed", async () => {
    await store.run(
      Effect.gen(function* () {
        yield* make()
        const { announce, inUse, remove, has } = yield* Store
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* announce([address.key, "later"])
            expect(yield* inUse).toEqual(new Set([address.key, "later"]))
            expect(yield* remove(address)).toBe(false)
            expect(yield* has(address)).toBe(true)
          }),
        )
        expect(yield* inUse).toEqual(new Set())
        expect(yield* remove(address)).toBe(true)
        expect(yield* has(address)).toBe(false)
      }),
    )
  })

  it("sets an artifact aside once, though two runners meet it", async () => {
    await store.run(make())
    flip(join(sealed(), "model"))
    const setAside = Effect.flatMap(Store, (each) => each.setAside(address))
    const places = await Promise.all([1, 2, 3].map(() => store.run(setAside)))
    expect(places.filter((place) => place !== null)).toHaveLength(1)
    await store.run(make())
    // It is a whole one by now.
    expect(await store.run(setAside)).toBeNull()
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

  it("removes the draft and the lease of a process that is known to be gone, and nothing else", async () => {
    const dead = { ...ownIdentity(), pid: spawnSync(process.execPath, ["--version"]).pid }
    const holders = {
      aa: dead,
      bb: ownIdentity(),
      cc: { ...dead, host: "elsewhere" },
      dd: { ...dead, namespace: "pid:[1]" },
      ee: { ...dead, boot: "an earlier one" },
      // Its number is in use again, by us.
      ff: { ...ownIdentity(), started: 1 },
    }
    const drafts = Object.keys(holders).map((key) => `${key}.1.${randomUUID()}`)
    for (const draft of drafts) mkdirSync(at("tmp", draft, "artifact"), { recursive: true })
    for (const [key, holder] of Object.entries(holders)) {
      mkdirSync(at("leases", key), { recursive: true })
      writeFileSync(at("leases", key, "1"), `${claimLine("t", holder)}${signText(0)}`)
    }
    await store.run(Effect.void)
    expect(readdirSync(at("leases"))).toEqual(["bb", "cc", "dd", "ee"])
    expect(readdirSync(at("tmp"))).toEqual(drafts.slice(1, 5))
  })

  it("removes what gave no sign for an hour by the file system's clock, of whatever host", async () => {
    const elsewhere = { host: "elsewhere", pid: 1 }
    mkdirSync(at("leases", "aa"), { recursive: true })
    const claim = at("leases", "aa", "1")
    writeFileSync(claim, `${claimLine("t", elsewhere)}${signText(0)}`)
    // As an earlier version wrote them.
    writeFileSync(at("leases", "bb"), JSON.stringify({ token: "t", host: "elsewhere", pid: 1 }))
    const drafts = [at("tmp", `aa.1.${randomUUID()}`), at("tmp", "bb.7.elsewhere")]
    for (const draft of drafts) mkdirSync(draft, { recursive: true })
    const old = Date.now() / 1000 - 2 * 3600
    for (const entry of [...drafts, at("leases", "bb")]) utimesSync(entry, old, old)
    await store.run(Effect.void)
    expect(readdirSync(at("leases"))).toEqual(["aa"])
    expect(readdirSync(at("tmp"))).toHaveLength(1)
    utimesSync(claim, old, old)
    await store.run(Effect.void)
    expect(readdirSync(at("leases"))).toEqual([])
    expect(readdirSync(at("tmp"))).toEqual([])
  })

  it("removes temporary files of processes that are known to be gone", async () => {
    mkdirSync(at("tmp"))
    const { pid } = spawnSync(process.execPath, ["--version"])
    const ours = scratchName()
    for (const name of [ours, ours.replace(`.${process.pid}.`, `.${pid}.`)])
      writeFileSync(at("tmp", name), "")
    await store.run(Effect.void)
    expect(readdirSync(at("tmp"))).toEqual([ours])
  })

  it("removes checkpoints of what is sealed", async () => {
    await store.run(make())
    for (const key of [address.key, "unsealed"]) mkdirSync(at("checkpoints", key))
    await store.run(Effect.void)
    expect(readdirSync(at("checkpoints"))).toEqual(["unsealed"])
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

  it("an entry that is interrupted does not come after the next", async () => {
    const outcomes = await store.run(
      Effect.gen(function* () {
        const { attempts, note } = yield* Store
        // At other times of the write each.
        for (let steps = 0; steps < 20; steps++) {
          const started = `2026-01-01T00:00:${String(steps).padStart(2, "0")}.000Z`
          const entry = { ...ended, started, label: "x".repeat(100_000) }
          const writing = yield* Effect.forkChild(note({ ...entry, outcome: "running" }))
          for (let step = 0; step < steps; step++) yield* Effect.yieldNow
          yield* Effect.sleep(steps / 10)
          yield* Fiber.interrupt(writing)
          yield* note({ ...entry, outcome: "interrupted" })
        }
        yield* Effect.sleep(200)
        return (yield* attempts).map(({ outcome }) => outcome)
      }),
    )
    expect(new Set(outcomes)).toEqual(new Set(["interrupted"]))
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
