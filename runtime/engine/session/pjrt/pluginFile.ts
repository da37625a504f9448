import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import type { Environment } from "../../../files/environment.ts"
import type { XlaPlatform } from "../../device.ts"
import type { PluginSet } from "./requirements.ts"
import { installedFolder } from "./wheels.ts"

/** Where wheels put the plugin, below site-packages. */
export const places: Readonly<Record<PluginSet, string>> = {
  cuda13: "jax_plugins/xla_cuda13/xla_cuda_plugin.so",
  cuda12: "jax_plugins/xla_cuda12/xla_cuda_plugin.so",
  cpu: "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
}

/** Sets with a plugin for a platform; the first that is there is taken. */
const sets: Readonly<Record<XlaPlatform, readonly PluginSet[]>> = {
  cpu: ["cpu"],
  cuda: ["cuda13", "cuda12"],
}

/** What would put a plugin where it is found. */
export const pluginHints: Readonly<Record<XlaPlatform, string>> = {
  cpu: "ablate devices install xla:cpu, or set ABLATE_XLA_PLUGIN to a PJRT plugin for CPUs",
  cuda: "ablate devices install cuda, or activate a Python environment that has jax[cuda13], or set ABLATE_XLA_PLUGIN to its xla_cuda_plugin.so",
}

const isSet = (text: string | undefined): text is string => text !== undefined && text !== ""

/** The site-packages of the Python environment that is active. */
const sitePackages = (environment: Environment): readonly string[] =>
  [environment["VIRTUAL_ENV"], environment["CONDA_PREFIX"]].filter(isSet).flatMap((prefix) => {
    const library = join(prefix, "lib")
    return existsSync(library)
      ? readdirSync(library)
          .filter((name) => /^python3\.\d+$/.test(name))
          .map((name) => join(library, name, "site-packages"))
      : []
  })

/**
 * The file of a platform's plugin: what ABLATE_XLA_PLUGIN names, or else what `ablate devices install`
 * has installed, or else that of the active Python environment; `undefined` where there is none.
 */
export const pluginFile = (platform: XlaPlatform, environment: Environment): string | undefined => {
  const named = environment["ABLATE_XLA_PLUGIN"]
  if (isSet(named)) return named
  const found = sets[platform]
  return [
    ...found.map((set) => join(installedFolder(set, environment), places[set])),
    ...sitePackages(environment).flatMap((folder) => found.map((set) => join(folder, places[set]))),
  ].find((file) => existsSync(file))
}
