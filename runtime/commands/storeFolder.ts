import { existsSync, statSync } from "node:fs"
import { dirname, isAbsolute, join, relative, resolve } from "node:path"
import { Option } from "effect"
import type { Environment } from "../files/environment.ts"

/** Name of the folder of results in a project. */
const ownName = ".ablate"

/** Where everybody makes folders, such as /tmp: what lies there is no project's. */
const isForAll = (folder: string): boolean => (statSync(folder).mode & 0o1000) !== 0

/** A folder and those around it, as far as the Git repository's root, or a folder for all. */
const foldersFrom = (start: string): readonly string[] => {
  const around = dirname(start)
  const isLast = around === start || existsSync(join(start, ".git")) || isForAll(around)
  return isLast ? [start] : [start, ...foldersFrom(around)]
}

/** The nearest folder that has a store; else the nearest that looks like a project's root. */
const projectAround = (start: string): string | undefined => {
  const folders = foldersFrom(start)
  const nearest = (...names: readonly string[]) =>
    folders.find((folder) => names.some((name) => existsSync(join(folder, name))))
  return nearest(ownName) ?? nearest("package.json", ".git")
}

/** As short as it can be said from a folder: relative where it lies below. */
const saidFrom = (folder: string, path: string): string => {
  const way = relative(folder, path)
  return way.startsWith("..") || isAbsolute(way) ? path : way
}

/**
 * The folder of results: `--store`, else the variable ABLATE_STORE (a relative path from the working
 * directory), else `.ablate` of the project that the experiment file lies in, without a file of the
 * project around the working directory. Outside of projects it is the working directory's.
 */
export const storeFolder = (
  given: Option.Option<string>,
  file?: string,
  environment: Environment = process.env,
  workingDirectory: string = process.cwd(),
): string => {
  if (Option.isSome(given)) return given.value
  const { ABLATE_STORE } = environment
  if (ABLATE_STORE !== undefined && ABLATE_STORE !== "") return ABLATE_STORE
  const start = file === undefined ? workingDirectory : dirname(resolve(workingDirectory, file))
  return saidFrom(workingDirectory, join(projectAround(start) ?? workingDirectory, ownName))
}
