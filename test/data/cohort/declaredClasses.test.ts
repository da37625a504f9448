import { Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { ClassTexts } from "../../../runtime/data/cohort/classTexts.ts"
import { classesOf } from "../../../runtime/data/cohort/declaredClasses.ts"

const declared: ClassTexts = { negative: ["wildtype"], positive: ["mutant", "IDH? p.*"] }
const classes = (texts: readonly string[], of: ClassTexts = declared) =>
  classesOf(
    texts.map((text, index) => ({ subject: `s${index}`, text, line: index + 2 })),
    { ...of, csv: "t.csv", column: "idh", form: "UTF-8, fields separated by a comma" },
  )
const fault = (texts: readonly string[], of?: ClassTexts) =>
  Result.getOrThrow(Result.flip(classes(texts, of)))[0]

describe("a class", () => {
  // How BIDS, R, pandas, Excel, SPSS and people write that a value is not known.
  it.each(["N/A", "<NA>", "NaN", "#N/A", "None", "-9", "not available", ".", "Unknown", "99"])(
    "is not made of %j, which is proposed as missing",
    (text) => {
      expect(fault(["wildtype", "mutant", text])?.hint).toBe(
        `Declare it, if that is what is meant: missing: [${JSON.stringify(text)}].`,
      )
    },
  )

  it.each(["WILDTYPE", "wild type", "wild_type", "wildtype.", "wild\u00ADtype", "\u2060wildtype"])(
    "is not made of %j, which is proposed as negative",
    (text) => {
      expect(fault(["mutant", text])?.hint).toContain("negative: [...,")
    },
  )

  // Never into one class because it is not the other.
  it.each([
    [["0"], ["1"], ["1.0", "0.0", "01"], 'negative: [..., "0.0"], positive: [..., "1.0", "01"].'],
    [["no"], ["yes"], ["Y", "n"], 'negative: [..., "n"], positive: [..., "Y"].'],
    [["F"], ["T"], ["FALSE", "TRUE"], 'negative: [..., "FALSE"], positive: [..., "TRUE"].'],
    [
      ["LGG"],
      ["HGG"],
      ["2", "hgg"],
      'positive: [..., "hgg"]. Say in which of negative, positive and missing "2" belongs.',
    ],
    [
      ["absent"],
      ["present"],
      ["absent/present"],
      'Say in which of negative, positive and missing "absent/present" belongs.',
    ],
    [["0"], ["1"], ["\u2013", "\u2014"], 'missing: ["\u2013", "\u2014"].'],
  ])("of %j and %j is proposed for %j: %s", (negative, positive, texts, proposed) => {
    expect(fault(texts, { negative, positive })?.hint).toContain(proposed)
  })

  it("is asked for of a column that holds other things", () => {
    const found = fault(Array.from({ length: 300 }, (_, age) => `${age}.5`))
    expect(found?.what.length).toBeLessThan(400)
    expect(found?.what).toContain("and 288 more")
    expect(found?.hint).toContain('Is "idh" the column that is meant?')
    expect(fault(["biopsy ".repeat(90)])?.what.length).toBeLessThan(300)
  })

  it("spells out signs that cannot be seen", () => {
    const hidden = fault(["mu\u200Btant"])
    expect(hidden?.what).toContain('"mu<U+200B>tant" (1)')
    expect(hidden?.hint).toContain(String.raw`"mu\u{200b}tant"`)
  })

  it("is told with the texts found, how many subjects have each, and how each was read", () => {
    const found = fault(["wildtype", "mutant", "mut", "mut", "n.a.", "wildtype"])
    expect(found?.what).toBe(
      'column "idh" holds 2 texts of no declared class, with how many subjects have it: "mut" (2), "n.a." (1); declared are "wildtype" (2), "mutant" (1)',
    )
    expect(found?.where).toEqual({ file: "t.csv", line: 4 })
    expect(found?.hint).toBe(
      'Declare it, if that is what is meant: positive: [..., "mut"], missing: ["n.a."].',
    )
  })

  it("is never class 1 for want of a declaration", () => {
    expect(fault(["wildtype", "mutant"], { negative: ["wildtype"] })?.hint).toContain(
      'positive: ["mutant"]',
    )
  })

  it("is told where a text is declared as two", () => {
    expect(fault(["mutant"], { negative: "mut*", positive: ["mutant"] })?.what).toBe(
      '"mutant" in column "idh" is declared more than once',
    )
  })

  it("is known by exact texts, in which * alone is any text", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (drawn) => {
        const text = drawn.normalize("NFC").trim()
        fc.pre(text !== "" && !text.includes("*"))
        const found = classes([text], { negative: ["\u0000"], positive: [text] })
        expect(Result.getOrThrow(found).get("s0")).toBe(1)
        expect(Result.isFailure(classes([`${text}x`], { negative: [text] }))).toBe(true)
      }),
    )
  })

  it("is missing where it is declared so", () => {
    const found = classes(["wildtype", "n/a", "", "mutant"], { ...declared, missing: ["n/a"] })
    expect(Result.getOrThrow(found)).toEqual(
      new Map([
        ["s0", 0],
        ["s3", 1],
      ]),
    )
  })
})
