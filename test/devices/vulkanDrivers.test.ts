import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import type { Environment } from "../../runtime/files/environment.ts"
import { manifestPlaces, vulkanDrivers } from "../../runtime/devices/vulkanDrivers.ts"

const driversOf = (environment: Environment) =>
  Effect.runPromise(vulkanDrivers(environment).pipe(Effect.provide(NodeServices.layer)))

/** A folder with manifests as Mesa and SwiftShader install them, and one that is broken. */
const installed = (): string => {
  const root = mkdtempSync(join(tmpdir(), "ablate-vulkan-"))
  const folder = join(root, "vulkan/icd.d")
  mkdirSync(folder, { recursive: true })
  const manifest = (path: string) =>
    JSON.stringify({
      file_format_version: "1.0.0",
      ICD: { library_path: path, api_version: "1.3" },
    })
  writeFileSync(join(folder, "lvp_icd.x86_64.json"), manifest("/usr/lib/libvulkan_lvp.so"))
  writeFileSync(join(folder, "vk_swiftshader_icd.json"), manifest("./libvk_swiftshader.so"))
  writeFileSync(join(folder, "broken.json"), "{")
  writeFileSync(join(folder, "README"), "")
  return root
}

describe("vulkanDrivers", () => {
  it("reads the manifests of a folder; a library's path is from its manifest", async () => {
    const root = installed()
    const folder = join(root, "vulkan/icd.d")
    const drivers = await driversOf({ VK_DRIVER_FILES: folder })
    expect(drivers).toEqual([
      { file: join(folder, "lvp_icd.x86_64.json"), library: "/usr/lib/libvulkan_lvp.so" },
      {
        file: join(folder, "vk_swiftshader_icd.json"),
        library: join(folder, "libvk_swiftshader.so"),
      },
    ])
    const found = await driversOf({ XDG_DATA_DIRS: root, XDG_CONFIG_DIRS: "", XDG_DATA_HOME: root })
    expect(found.filter(({ file }) => file.startsWith(root))).toEqual(drivers)
  })

  it("reads nothing else where the environment names the drivers", async () => {
    const file = join(installed(), "vulkan/icd.d/lvp_icd.x86_64.json")
    expect(manifestPlaces({ VK_ICD_FILENAMES: `${file}:/b.json` }, "/users/a")).toEqual([
      file,
      "/b.json",
    ])
    expect(await driversOf({ VK_ICD_FILENAMES: `${file}:/nowhere/b.json` })).toHaveLength(1)
  })

  // Vulkan-Loader, LoaderDriverInterface.md, "Driver Discovery on Linux".
  it("looks into the usual folders", () => {
    expect(manifestPlaces({}, "/users/a")).toEqual([
      "/users/a/.config/vulkan/icd.d",
      "/etc/xdg/vulkan/icd.d",
      "/usr/local/etc/vulkan/icd.d",
      "/etc/vulkan/icd.d",
      "/users/a/.local/share/vulkan/icd.d",
      "/usr/local/share/vulkan/icd.d",
      "/usr/share/vulkan/icd.d",
    ])
  })
})
