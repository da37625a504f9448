import { randomUUID } from "node:crypto"
import { existsSync, mkdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, beforeAll } from "vitest"

/** Root of the real images; tests that need one are skipped where it is absent. */
export const testData = resolve(process.env["ABLATE_TEST_DATA"] ?? "../shared/data")

export const hasTestData = existsSync(testData)

/** Ends the title of a suite that needs the images, so that a skipped one says why. */
export const needsTestData = hasTestData ? "" : ` (skipped: no images at ${testData})`

/** A folder that exists during the file's tests. */
export const temporaryFolder = (): string => {
  const folder = join(tmpdir(), `ablate-data-${randomUUID()}`)
  beforeAll(() => {
    mkdirSync(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
