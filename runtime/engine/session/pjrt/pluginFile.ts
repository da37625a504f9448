import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import type { Environment } from "../../../files/environment.ts"
import type { XlaPlatform } from "../../device.ts"

/** Where Python packages put the plugin, below site-packages; the first that is there is taken. */
const places = {
  cpu: ["lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so"],
  cuda: ["jax_plugins/xla_cuda13/xla_cuda_plugin.so", "jax_plugins/xla_cuda12/xla_cuda_plugin.so"],
} as const satisfies Readonly<Record<XlaPlatform, readonly string[]>>

/** What would put a plugin where it is found. */
export const pluginHints: Readonly<Record<XlaPlatform, string>> = {
  cpu: "set ABLATE_XLA_PLUGIN to a PJRT plugin for CPUs, such as that of: pip install --no-deps lammps-jax-pjrt-cpu==0.11.2",
  cuda: 'activate a Python environment that has it (pip install "jax[cuda13]"), or set ABLATE_XLA_PLUGIN to its xla_cuda_plugin.so',
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
 * The file of a platform's plugin: what ABLATE_XLA_PLUGIN names, or else the one in the active Python
 * environment; `undefined` where there is none.
 */
export const pluginFile = (platform: XlaPlatform, environment: Environment): string | undefined => {
  const named = environment["ABLATE_XLA_PLUGIN"]
  if (isSet(named)) return named
  return sitePackages(environment)
    .flatMap((folder) => places[platform].map((place) => join(folder, place)))
    .find((file) => existsSync(file))
}
