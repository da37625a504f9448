// A remote store on servers that speak S3: Ceph's radosgw of Debian (apt-get install radosgw ceph-mon ceph-osd), and
// moto, which stands in for S3 itself (ABLATE_TEST_MOTO names a Python environment with moto[s3,server]).
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { machine } from "../remote/machine.ts"
import { moto } from "../remote/servers/moto.ts"
import { hasRadosgw, radosgw } from "../remote/servers/radosgw.ts"
import type { S3Server } from "../remote/servers/server.ts"

const python = process.env["ABLATE_TEST_MOTO"]

const servers = [
  { name: "radosgw", isThere: hasRadosgw, start: radosgw },
  { name: "moto", isThere: python !== undefined, start: () => moto(python ?? "") },
]

for (const { name, isThere, start } of servers)
  describe.skipIf(!isThere)(`a remote store on S3 (${name})`, () => {
    let server: S3Server
    beforeAll(async () => {
      server = await start()
    })
    afterAll(() => server.stop())

    it("takes signed requests, and refuses those of nobody and of a wrong key", async () => {
      const { url, keys } = server
      const signed = { sign: "aws", region: "us-east-1" } as const
      const first = machine(url, signed, keys)
      expect(await first.has()).toBe(false)
      await first.make("weights")
      expect(first.warnings).toEqual([])
      expect(await machine(url, signed, keys).open()).toBe("weights")
      const stranger = machine(url, signed, { ...keys, AWS_SECRET_ACCESS_KEY: "guessed" })
      expect(await stranger.fails()).toMatch(/refuses HEAD .*: 403/)
      expect(await machine(url).fails()).toMatch(/refuses HEAD .*: 403/)
    })
  })
