import { describe, expect, it } from "vitest"
import { configFaults } from "../../dsl/config.ts"

const told = (config: unknown) =>
  configFaults(config).map(({ what, where, hint }) => [what, where.field, hint])

describe("configFaults", () => {
  it("finds nothing wrong with profiles, a remote store, or both", () => {
    const slurm = { default: { partition: "gpu" } }
    const store = { remote: { url: "https://example.org/group" } }
    for (const config of [{ slurm }, { store }, { slurm, store }])
      expect(configFaults(config)).toEqual([])
  })

  it("tells parts that it does not have beside one that it has", () => {
    const [fault] = told({ slurm: { default: {} }, stor: { remote: { url: "https://a.b/c" } } })
    expect(fault).toEqual(['a configuration has no field "stor"', "stor", 'did you mean "store"?'])
  })

  it("tells parts that are no records", () => {
    expect(told({ slurm: "gpu", store: 1 }).map(([what]) => what)).toEqual([
      "slurm is no record of profiles",
      "store is no record",
    ])
  })
})
