import * as fc from "fast-check"
import { expect, it } from "vitest"
import { ownIdentity, type ProcessIdentity } from "../../runtime/processes/identity.ts"
import { identityInName, nameOfIdentity } from "../../runtime/processes/identityName.ts"

const identity: fc.Arbitrary<ProcessIdentity> = fc
  .record({
    host: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}$/),
    pid: fc.nat(),
    boot: fc.option(fc.uuid(), { nil: undefined }),
    namespace: fc.option(
      fc.nat().map((number) => `pid:[${number}]`),
      { nil: undefined },
    ),
    started: fc.option(fc.nat(), { nil: undefined }),
  })
  .map(({ host, pid, boot, namespace, started }) => ({
    host,
    pid,
    ...(boot === undefined ? {} : { boot }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(started === undefined ? {} : { started }),
  }))

it("a process comes back from the name of its file, whatever its host is called", () => {
  expect(identityInName(nameOfIdentity(ownIdentity()))).toEqual(ownIdentity())
  fc.assert(
    fc.property(identity, (each) => {
      expect(identityInName(nameOfIdentity(each))).toEqual(each)
    }),
  )
  expect(identityInName("4711.node7")).toBeUndefined()
})
