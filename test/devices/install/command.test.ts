import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { pluginFile } from "../../../runtime/engine/session/pjrt/pluginFile.ts"
import { takeLease } from "../../../runtime/store/lease/lease.ts"
import { ablate, temporaryFolder } from "../../acceptance/ablate.ts"

const timeout = 120_000
const hasPip = spawnSync("python3", ["-m", "pip", "--version"]).status === 0

const install = (args: readonly string[], environment: Readonly<Record<string, string>>) =>
  ablate(["devices", "install", ...args], temporaryFolder(), environment)

const wheel = "lammps_jax_pjrt_cpu-0.11.2-py3-none-manylinux_2_27_x86_64.whl"

describe.runIf(process.platform === "linux" && process.arch === "x64")(
  "ablate devices install",
  () => {
    it("says sizes and installs nothing by --dry-run", { timeout }, async () => {
      const home = temporaryFolder()
      const args = ["cuda", "--cuda", "13", "--dry-run"]
      const { code, stdout } = await install(args, { XDG_DATA_HOME: home })
      expect(code).toBe(0)
      expect(stdout).toContain("135 MB  jax-cuda13-pjrt==0.12.0.1")
      expect(stdout).toContain("2.5 GB to download, 4.0 GB on the disk in " + home)
      expect(existsSync(join(home, "ablate"))).toBe(false)
    })

    it("says that python3 is missing before it asks anything", { timeout }, async () => {
      const nowhere = { XDG_DATA_HOME: temporaryFolder(), PATH: "/nonexistent" }
      const { code, stderr } = await install(["xla:cpu"], nowhere)
      expect(code).toBe(1)
      expect(stderr).toContain("python3 is not found")
      expect(stderr).toContain("python3-pip")
    })

    it.runIf(hasPip)("asks for --yes where there is no terminal", { timeout }, async () => {
      const { code, stderr } = await install(["xla:cpu"], { XDG_DATA_HOME: temporaryFolder() })
      expect(code).toBe(1)
      expect(stderr).toContain("--yes")
    })

    it.runIf(hasPip)(
      "says that the index is out of reach, leaves nothing whole",
      { timeout },
      async () => {
        const XDG_DATA_HOME = temporaryFolder()
        const closed = { PIP_INDEX_URL: "http://127.0.0.1:9/simple", PIP_FIND_LINKS: "" }
        const { code, stderr } = await install(["xla:cpu", "--yes"], { XDG_DATA_HOME, ...closed })
        expect(code).toBe(1)
        expect(stderr).toContain("expected: to reach PyPI")
        expect(stderr).toContain("give the command again")
        expect(pluginFile("cpu", { XDG_DATA_HOME })).toBeUndefined()
      },
    )

    it.runIf(hasPip)("waits for no other that is at work", { timeout }, async () => {
      const XDG_DATA_HOME = temporaryFolder()
      const folder = join(XDG_DATA_HOME, "ablate/xla/lammps-jax-pjrt-cpu-0.11.2")
      mkdirSync(dirname(folder), { recursive: true })
      const other = Effect.gen(function* () {
        expect(yield* takeLease(`${folder}.lease`)).not.toBeNull()
        return yield* Effect.promise(() => install(["xla:cpu", "--yes"], { XDG_DATA_HOME }))
      })
      const { code, stderr } = await Effect.runPromise(
        other.pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
      )
      expect(code).toBe(1)
      expect(stderr).toContain(`another ablate devices install is at work on ${folder}`)
      expect(existsSync(`${folder}.part`)).toBe(false)
    })

    it.runIf(hasPip)("refuses a wheel of other content", { timeout }, async () => {
      const [XDG_DATA_HOME, links] = [temporaryFolder(), temporaryFolder()]
      writeFileSync(join(links, wheel), "not what PyPI has")
      const local = { PIP_NO_INDEX: "1", PIP_FIND_LINKS: links }
      const { code, stderr } = await install(["xla:cpu", "--yes"], { XDG_DATA_HOME, ...local })
      expect(code).toBe(1)
      expect(stderr).toContain("DO NOT MATCH THE HASHES")
      expect(pluginFile("cpu", { XDG_DATA_HOME })).toBeUndefined()
    })
  },
)

const place = "ablate/xla/lammps-jax-pjrt-cpu-0.11.2"
const inWheel = "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so"

const put = (file: string): void => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, "")
}

describe("pluginFile", () => {
  it("takes what is installed whole, and a half-made folder never", () => {
    const XDG_DATA_HOME = temporaryFolder()
    put(join(XDG_DATA_HOME, `${place}.part/site`, inWheel))
    expect(pluginFile("cpu", { XDG_DATA_HOME })).toBeUndefined()
    const whole = join(XDG_DATA_HOME, place, inWheel)
    put(whole)
    expect(pluginFile("cpu", { XDG_DATA_HOME })).toBe(whole)
  })

  it("prefers the variable, then what is installed, then the active environment", () => {
    const [XDG_DATA_HOME, VIRTUAL_ENV] = [temporaryFolder(), temporaryFolder()]
    const environment = { XDG_DATA_HOME, VIRTUAL_ENV }
    const active = join(VIRTUAL_ENV, "lib/python3.12/site-packages", inWheel)
    put(active)
    expect(pluginFile("cpu", environment)).toBe(active)
    const whole = join(XDG_DATA_HOME, place, inWheel)
    put(whole)
    expect(pluginFile("cpu", environment)).toBe(whole)
    expect(pluginFile("cpu", { ...environment, ABLATE_XLA_PLUGIN: "/p.so" })).toBe("/p.so")
  })
})
