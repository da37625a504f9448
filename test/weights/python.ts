import { execFileSync, spawnSync } from "node:child_process"

/** The Python of ABLATE_PYTHON, or `python3`. */
const python = process.env["ABLATE_PYTHON"] ?? "python3"

/** Why Python tests cannot run here, or undefined where they can. */
export const withoutPython = (...modules: readonly string[]): string | undefined => {
  const { status } = spawnSync(python, ["-c", modules.map((name) => `import ${name}`).join("\n")])
  return status === 0
    ? undefined
    : `${python} has not all of ${modules.join(", ")}: set ABLATE_PYTHON to one that has`
}

/** What a program prints. Arguments are read as `sys.argv[1:]`. */
export const runPython = (program: string, ...args: readonly string[]): string =>
  execFileSync(python, ["-c", program, ...args], { encoding: "utf8" })
