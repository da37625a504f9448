import { childOutput } from "../processes/childOutput.ts"

/** What a user's settings may not change: who owns the folder, what runs besides, how text looks. */
const settings = [
  "safe.directory=*",
  "core.fsmonitor=false",
  "core.quotePath=true",
  "color.ui=false",
  "diff.mnemonicPrefix=false",
  "diff.noprefix=false",
  "diff.relative=false",
  "diff.submodule=short",
  "diff.context=3",
].flatMap((each) => ["-c", each])

/** Asks Git in a folder. Looking at a repository does not write into it; complaints come in English. */
export const git = (
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) =>
  childOutput(
    "git",
    [...settings, ...args],
    { GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C", ...environment },
    folder,
  )
