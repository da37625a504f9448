import { readdir } from "node:fs/promises"
import type { Case } from "./case.ts"

const folder = new URL("./cases/", import.meta.url)

/** A case and the file in test/bench/cases that exports it. */
export interface PlacedCase {
  readonly module: string
  readonly case: Case
}

/** The cases that one file exports. */
export const casesIn = async (module: string): Promise<readonly Case[]> => {
  const { cases }: { readonly cases?: readonly Case[] } = await import(new URL(module, folder).href)
  return cases ?? []
}

/** Every case of every file, in the order of the files' names. */
export const allCases = async (): Promise<readonly PlacedCase[]> => {
  const modules = (await readdir(folder)).filter((name) => name.endsWith(".ts")).toSorted()
  const placed = modules.map(async (module) =>
    (await casesIn(module)).map((found) => ({ module, case: found })),
  )
  return (await Promise.all(placed)).flat()
}
