import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Device } from "../../runtime/engine/index.ts"
import { pluginFile } from "../../runtime/engine/session/pjrt/pluginFile.ts"

/** XLA on the CPU, as .ci/run installs it. */
export const xlaCpu = { kind: "xla", platform: "cpu", index: 0 } as const satisfies Device

export const plugin = pluginFile("cpu", process.env)

/** What a test's name says where there is no plugin. */
export const whyNot =
  plugin === undefined ? " (skipped: no PJRT plugin, see ABLATE_XLA_PLUGIN)" : ""

/** Compiled programs are kept in a new folder, which is given. */
export const ownCache = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "ablate-xla-"))
  process.env["XDG_CACHE_HOME"] = folder
  return join(folder, "ablate", "xla")
}
