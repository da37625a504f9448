import { describe, expect, it } from "vitest"
import { foreignFormat, hintFor } from "../../runtime/files/foreignFormat.ts"

const text = (...lines: readonly string[]): Uint8Array => Buffer.from(lines.join("\n"), "latin1")
const bytes = (...values: readonly number[]): Uint8Array =>
  Buffer.concat([Buffer.from(values), Buffer.alloc(600, 7)])
const at = (offset: number, sign: string): Uint8Array => {
  const whole = Buffer.alloc(600)
  whole.write(sign, offset, "latin1")
  return whole
}
/** The head of a zip archive whose first file has a name (PKWARE APPNOTE 4.3.7). */
const zip = (name: string, content = ""): Uint8Array => {
  const head = Buffer.alloc(30)
  head.write("PK\u0003\u0004", 0, "latin1")
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, Buffer.from(name + content)])
}

describe("a file that is not what its name says", () => {
  it.each([
    // git-lfs/docs/spec.md; git-annex: pointer files; dvc.org: .dvc files.
    [
      "a Git LFS pointer",
      text("version https://git-lfs.github.com/spec/v1", "oid"),
      "git lfs pull",
    ],
    ["a git-annex pointer", text("/annex/objects/SHA256E-s9--aa.nii.gz", ""), "datalad get"],
    ["a git-annex pointer", text("../.git/annex/objects/x/y/SHA--a/SHA--a"), "git annex get"],
    ["a DVC pointer", text("outs:", "- md5: aa", "  path: x"), "dvc pull"],
    ["a web page", text("", "  <!DOCTYPE HTML>", "<title>Sign in</title>"), "signed in"],
    ["a web page", text("<html lang=de>"), "signed in"],
    ["an error message of a server (XML)", text("<?xml version='1.0'?><Error><Code>"), "signed in"],
    ["an error message of a server (JSON)", text('{"message":"no access"}'), "signed in"],
    ["an error message of a server (XML)", text("<Error><Code>NoSuchKey</Code>"), "signed in"],
    ["an error message of a server", text("404: Not Found"), "signed in"],
    ["a web page", text('<?xml version="1.0"?>', "<!DOCTYPE html PUBLIC>"), "signed in"],
    ["a git-annex pointer", text(String.raw`..\.git\annex\objects\aa\MD5E`), "datalad get"],
    [
      "the text of a link, as git and some copies leave where links are not made",
      text("../../raw/t1.nii.gz"),
      "core.symlinks",
    ],
    ["a zip archive", zip("t1.nii"), "Unpack it"],
    ["an empty file", new Uint8Array(), "download it again"],
    // Magic numbers of the formats' own specifications.
    ["a zstd stream", bytes(0x28, 0xb5, 0x2f, 0xfd), "unzstd"],
    ["a bzip2 stream", bytes(0x42, 0x5a, 0x68, 0x39), "bunzip2"],
    ["an xz stream", bytes(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), "unxz"],
    ["an lz4 stream", bytes(0x04, 0x22, 0x4d, 0x18), "unlz4"],
    ["a gzip stream", bytes(0x1f, 0x8b), "gunzip"],
    ["a tar archive", at(257, "ustar"), "tar -xf"],
    ["an lzma stream", bytes(0x5d, 0, 0, 0x80, 0), "unlzma"],
    ["a zlib stream", bytes(0x78, 0x9c), "pigz -dz"],
    ["a document (Word)", zip("[Content_Types].xml", "word/document.xml"), "made from"],
    ["what macOS keeps beside a file (AppleDouble)", bytes(0, 5, 0x16, 7, 0, 2), "the file itself"],
    ["a web page", Buffer.from("\uFEFF<!DOCTYPE html>", "utf16le"), "signed in"],
    ["an error message of a server", text("HTTP/1.1 403 Forbidden\r", "Server: x"), "signed in"],
    ["nothing but blanks", text(" ", ""), "download it again"],
    ["a PNG picture", bytes(0x89, 0x50, 0x4e, 0x47), "the data that it was made from"],
  ])("%s", (what, content, hint) => {
    const found = foreignFormat(content)
    expect(found?.what).toBe(what)
    expect(found?.hint).toContain(hint)
  })

  // What to do about these is another thing where an image, a table or weights were to be read.
  it.each([
    ["a JSON text", text('[{"id": "s1", "idh": "mutant"}]')],
    ["a JSON text", text('{"s1": 1}')],
    ["a NumPy archive (.npz)", zip("arr_0.npy")],
    ["an NRRD image", text("NRRD0004")],
    ["a DICOM file", at(128, "DICM")],
    ["a Parquet file", text("PAR1\u0015")],
    ["a table that was saved as a web page or as XML", text("<table border=1><tr>")],
    [
      "a table that was saved as a web page or as XML",
      text('<html xmlns:x="urn:schemas-microsoft-com:office:excel">'),
    ],
    ["a spreadsheet (Excel)", zip("[Content_Types].xml")],
    [
      "a spreadsheet (OpenDocument)",
      zip("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
    ],
    ["a spreadsheet (Numbers)", zip("preview.jpg", "Index/Document.iwa")],
    ["a PyTorch checkpoint", zip("archive/data.pkl")],
    ["an MRtrix image", text("mrtrix image", "dim: 2,2,2")],
    // DICOM without its preamble (PS3.10 asks for one; old scanners write none): (0008,0005) CS.
    ["a DICOM file", bytes(8, 0, 5, 0, 0x43, 0x53)],
    ["an Arrow file", text("ARROW1\0")],
    ["an SPSS file", text("$FL2@(#)")],
  ])("%s, whose hint is the reader's", (what, content) => {
    const found = foreignFormat(content)
    expect(found?.what).toBe(what)
    expect(found?.hint).toBeUndefined()
  })

  it("is to be converted only where it may hold what is looked for", () => {
    const hints = (content: Uint8Array) =>
      (["an image", "a table", "weights"] as const).map((wanted) =>
        hintFor(foreignFormat(content) ?? { what: "" }, wanted, "Convert it."),
      )
    const other = (wanted: string) =>
      `Give the file that was meant: this one does not hold ${wanted}.`
    expect(hints(zip("xl/workbook.xml"))).toEqual([
      other("an image"),
      "Convert it.",
      other("weights"),
    ])
    expect(hints(text("NRRD0004"))).toEqual(["Convert it.", other("a table"), other("weights")])
    expect(new Set(hints(text("\u0089HDF\r\n")))).toEqual(new Set(["Convert it."]))
  })

  it("is named by its own words where it is a text, and by nothing where it is not", () => {
    expect(foreignFormat(text("quota exceeded", "try later"))?.what).toBe(
      'a text that begins with "quota exceeded"',
    )
    expect(foreignFormat(new Uint8Array(600))?.what).toContain("nothing but zeros")
    expect(foreignFormat(bytes(1, 2, 3))).toBeUndefined()
    expect(foreignFormat(new Uint8Array(600).fill(255))).toBeUndefined()
    // 511 letters and the first byte of two of a sign.
    const cut = Buffer.from(`${"a".repeat(511)}\u00E4`).subarray(0, 512)
    expect(foreignFormat(cut)?.what).toContain('a text that begins with "aaa')
  })
})
