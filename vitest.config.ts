import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const inPackage = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Tests that start no process and train nothing: all of them take less than a minute. */
const fast = [
  "test/{docs,dsl,experiments,files,plan,random,types,units}/**/*.test.ts",
  "test/reports/**/!(browser|latex).test.ts",
  "test/metrics/**/!(lesions).test.ts",
  "test/training/**/!(crops|microBatches).test.ts",
  "test/data/{cohort,transforms}/**/*.test.ts",
  "test/data/formats/**/!(compressed|read).test.ts",
  "test/nn/{layers,encoders}/**/*.test.ts",
]

/** What does not fit the gate: `npm run test:slow`. */
const slow = ["test/slow/**/*.test.ts"]

export default defineConfig({
  resolve: {
    alias: [
      { find: /^ablate$/, replacement: inPackage("dsl/index.ts") },
      { find: /^ablate\/implement$/, replacement: inPackage("runtime/implement/index.ts") },
      { find: /^ablate\/paper$/, replacement: inPackage("reports/paper/tables.ts") },
    ],
  },
  test: {
    pool: "forks",
    maxWorkers: availableParallelism(),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "fast", include: fast } },
      {
        extends: true,
        test: { name: "rest", include: ["test/**/*.test.ts"], exclude: [...fast, ...slow] },
      },
      {
        extends: true,
        test: { name: "slow", include: slow, testTimeout: 7_200_000, hookTimeout: 600_000 },
      },
    ],
  },
})
