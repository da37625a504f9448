/** Against PyPI: 63 MB are downloaded. */
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { requirements } from "../../runtime/engine/session/pjrt/requirements.ts"
import { ablate, start, temporaryFolder } from "../acceptance/ablate.ts"

const timeout = 600_000

interface Listed {
  readonly files: readonly { readonly size: number; readonly hashes: { readonly sha256: string } }[]
}

const json = { headers: { Accept: "application/vnd.pypi.simple.v1+json" } }

describe("ablate devices install", () => {
  it("has sizes and hashes as PyPI tells them", { timeout }, async () => {
    for (const line of Object.values(requirements).join("").trim().split(/\n+/)) {
      const [, name, sha256, size] = /^(\S+)==\S+ --hash=sha256:(\w+) # (\d+) /.exec(line) ?? []
      const answer = await fetch(`https://pypi.org/simple/${name}/`, json)
      const { files }: Listed = JSON.parse(await answer.text())
      const found = files.find(({ hashes }) => hashes.sha256 === sha256)
      expect({ line, size: found?.size }).toEqual({ line, size: Number(size) })
    }
  })

  it("goes on after it was killed, and gives a plugin that runs", { timeout }, async () => {
    const XDG_DATA_HOME = temporaryFolder()
    const environment = { XDG_DATA_HOME, ABLATE_XLA_PLUGIN: "" }
    const args = ["devices", "install", "xla:cpu", "--yes"]
    const folder = join(XDG_DATA_HOME, "ablate/xla/lammps-jax-pjrt-cpu-0.11.2")
    const killed = start(args, XDG_DATA_HOME, environment)
    while (!existsSync(`${folder}.part/wheels`)) await sleep(20)
    killed.kill("SIGKILL")
    await killed.ended
    expect(existsSync(folder)).toBe(false)
    expect(await ablate(args, XDG_DATA_HOME, environment)).toMatchObject({ code: 0 })
    expect(existsSync(folder)).toBe(true)
    expect(existsSync(join(dirname(folder), "lammps-jax-pjrt-cpu-0.11.2.part"))).toBe(false)
    const { stdout } = await ablate(["devices", "--json"], XDG_DATA_HOME, environment)
    const devices: readonly { readonly device: string; readonly usable: boolean }[] =
      JSON.parse(stdout).devices
    expect(devices.find(({ device }) => device === "xla:cpu")?.usable).toBe(true)
  })
})
