import { crc32, deflateRawSync, gzipSync } from "node:zlib"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { gunzipped } from "../../../../runtime/data/formats/nifti/gunzip.ts"

const plain = Buffer.from("as MRI files go, a short one. ".repeat(40))

/** A member with an extra field, a name, a comment and a checksum of the header (RFC 1952, 2.3). */
const named = (): Buffer => {
  const head = Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3]),
    Buffer.from("t1.nii\0a comment\0", "latin1"),
  ])
  const ends = Buffer.alloc(10)
  ends.writeUInt16LE(crc32(head) % 2 ** 16, 0)
  ends.writeUInt32LE(crc32(plain), 2)
  ends.writeUInt32LE(plain.length, 6)
  return Buffer.concat([head, ends.subarray(0, 2), deflateRawSync(plain), ends.subarray(2)])
}

const behind = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .filter(([first, second]) => !(first === 0x1f && second === 0x8b))

describe("a gzip file", () => {
  it("is read to the end of its last member, whatever stands behind", async () => {
    await fc.assert(
      fc.asyncProperty(
        behind,
        fc.constantFrom([named()], [gzipSync(plain), named()]),
        async (rest, members) => {
          const found = await gunzipped(Buffer.concat([...members, rest]), {})
          expect(Buffer.from(found).equals(Buffer.concat(members.map(() => plain)))).toBe(true)
        },
      ),
    )
  })

  it("whose bytes are damaged is refused, with something behind too", async () => {
    for (const rest of ["", "garbage"])
      for (const at of [20, 30, -6]) {
        const whole = gzipSync(plain)
        whole[at < 0 ? whole.length + at : at]! ^= 0xff
        const bytes = Buffer.concat([whole, Buffer.from(rest)])
        await expect(gunzipped(bytes, {})).rejects.toMatchObject({
          code: expect.stringMatching(/^Z_(DATA|BUF)_ERROR$/),
        })
      }
  })
})
