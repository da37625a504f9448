import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Effect } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { ownIdentity } from "../../../runtime/processes/identity.ts"
import { claimLine, signText } from "../../../runtime/store/lease/claim.ts"
import { Store } from "../../../runtime/store/store.ts"
import { temporaryStore } from "../temporary.ts"
import { address, provenance } from "./artifact.ts"
import { quick } from "./quick.ts"

let store: ReturnType<typeof temporaryStore>
beforeEach(() => {
  store = temporaryStore({ times: quick })
})
afterEach(() => store.remove())

const at = (...parts: readonly string[]) => join(store.root, ...parts)
const claimed = (number: number) => at("leases", address.key, String(number))

const take = Effect.gen(function* () {
  const { lease } = yield* Store
  return yield* lease(address)
})

/** Another process' claim, with as many signs of life. */
const claims = (holder: Parameters<typeof claimLine>[1], signs = 0, number = 1) => {
  mkdirSync(at("leases", address.key), { recursive: true })
  writeFileSync(claimed(number), `${claimLine("t", holder)}${signText(signs)}`)
}

const gone = () => ({ ...ownIdentity(), pid: spawnSync(process.execPath, ["--version"]).pid })

/** A runner in a process of its own, and its lines so far. */
const runner = (pause: number, ...start: readonly string[]) => {
  const script = join(import.meta.dirname, "runner.ts")
  const child: ChildProcess = spawn(process.execPath, [script, store.root, `${pause}`, ...start])
  const lines: string[] = []
  child.stdout
    ?.setEncoding("utf8")
    .on("data", (text: string) => lines.push(...text.trim().split("\n")))
  return {
    child,
    lines,
    says: async (line: string) => {
      while (!lines.includes(line)) await sleep(20)
    },
    ended: once(child, "close"),
  }
}

describe("a lease", () => {
  it("is given back with what a killed taker left of its claim", async () => {
    claims(gone())
    writeFileSync(at("leases", address.key, ".draft"), "half a cl")
    await store.run(Effect.scoped(Effect.asVoid(take)))
    expect(readdirSync(at("leases"))).toEqual([])
  })

  it("is held by one at a time, and given back", async () => {
    await store.run(
      Effect.gen(function* () {
        yield* Effect.scoped(
          Effect.gen(function* () {
            expect(yield* take).not.toBeNull()
            expect(yield* Effect.scoped(take)).toBeNull()
          }),
        )
        expect(yield* take).not.toBeNull()
      }),
    )
    expect(readdirSync(at("leases"))).toEqual([])
  })

  it.each<readonly [string, () => Parameters<typeof claimLine>[1]]>([
    ["a live process", () => ownIdentity()],
    ["another host", () => ({ ...gone(), host: "elsewhere" })],
    ["another PID namespace", () => ({ ...gone(), namespace: "pid:[1]" })],
    ["another boot", () => ({ ...gone(), boot: "an earlier one" })],
  ])("is left to %s, until that is silent for too long", async (_, holder) => {
    claims(holder())
    const looks = await store.run(
      Effect.gen(function* () {
        const begun = performance.now()
        while ((yield* Effect.scoped(take)) === null) yield* Effect.sleep(50)
        return performance.now() - begun
      }),
    )
    expect(looks).toBeGreaterThan(quick.silentFor - 2 * quick.lookEvery)
  })

  it("is left to one on another host that gives signs, whatever its clock and ours say", async () => {
    let signs = 0
    const elsewhere = { host: "elsewhere", pid: 1 }
    const sign = () => {
      claims(elsewhere, ++signs)
      // A clock that is two hours behind.
      const then = Date.now() / 1000 - 7200
      utimesSync(claimed(1), then, then)
    }
    let holder: NodeJS.Timeout | undefined
    const taken = await store.run(
      Effect.gen(function* () {
        sign()
        holder = setInterval(sign, 100)
        for (let look = 0; look < 80; look++) {
          if ((yield* Effect.scoped(take)) !== null) return true
          yield* Effect.sleep(50)
        }
        return false
      }),
    )
    clearInterval(holder)
    expect(taken).toBe(false)
  })

  it("of an earlier version is taken over from a dead process, and left to a live one", async () => {
    const hold = (pid: number) => {
      mkdirSync(at("leases"), { recursive: true })
      writeFileSync(
        at("leases", address.key),
        JSON.stringify({ token: "t", host: hostname(), pid }),
      )
    }
    hold(process.ppid)
    expect(await store.run(take)).toBeNull()
    hold(gone().pid)
    expect(await store.run(take)).not.toBeNull()
  })
})

describe("real processes", { timeout: 120_000 }, () => {
  it("that take one stale lease at the same moment: one holds it", async () => {
    for (let round = 0; round < 3; round++) {
      claims(gone(), 0, 3)
      const start = at(`start ${round}`)
      const runners = [1, 2, 3, 4].map(() => runner(3000, start))
      await Promise.all(runners.map(({ says }) => says("ready")))
      writeFileSync(start, "")
      await Promise.all(runners.map(({ ended }) => ended))
      expect(runners.filter(({ lines }) => lines.includes("held"))).toHaveLength(1)
      expect(runners.filter(({ lines }) => lines.includes("sealed"))).toHaveLength(1)
      await store.run(Effect.flatMap(Store, ({ remove }) => remove(address)))
    }
  })

  it("one that was stopped, and whose lease another took, cannot seal", async () => {
    const first = runner(1000)
    await first.says("held")
    first.child.kill("SIGSTOP")
    await store.run(
      Effect.gen(function* () {
        while ((yield* take) === null) yield* Effect.sleep(50)
        const { begin, seal } = yield* Store
        const draft = yield* begin(address)
        writeFileSync(join(draft.folder, "model"), "ours")
        first.child.kill("SIGCONT")
        yield* Effect.promise(() => first.ended)
        yield* seal(draft, provenance)
      }),
    )
    expect(first.lines).toContain("lost")
    const model = at("artifacts", address.kind, address.key, "model")
    expect(readFileSync(model, "utf8")).toBe("ours")
    expect(["tmp", "leases"].flatMap((folder) => readdirSync(at(folder)))).toEqual([])
  })
})
