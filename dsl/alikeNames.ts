import { fault, type Fault } from "./fault.ts"

/** A name as it is seen: in Unicode's composed form, without hidden signs, its blanks single and none around it. */
const asSeen = (name: string): string =>
  name
    .normalize("NFC")
    .replaceAll(/\p{Cf}/gu, "")
    .replaceAll(/\s+/gu, " ")
    .trim()

/** A name in quotes, in which hidden signs, blanks other than the usual one and accents are spelt out. */
export const spelt = (name: string): string =>
  JSON.stringify(name).replaceAll(
    /(?! )[\p{Cf}\p{Zs}\p{M}]/gu,
    (sign) => `<U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}>`,
  )

/**
 * What is wrong with names that people tell things apart by: one that is empty, that begins or ends with a blank or
 * goes over several lines, and several that look the same. `kind` is what they are of, as "arms".
 */
export const nameFaults = (
  kind: string,
  names: Iterable<string>,
  field: string,
): readonly Fault[] => {
  const distinct = [...new Set(names)]
  const told = (what: string): Fault =>
    fault({
      what,
      where: { field },
      expected: "names that are seen, and seen to differ, in a table and in a file's name",
      hint: "write another name; what stands around it is not shown",
    })
  const odd = distinct.filter((name) => name !== name.trim() || /\p{Cc}/u.test(name))
  const alike = Map.groupBy(distinct, asSeen)
  return [
    ...distinct
      .filter((name) => asSeen(name) === "")
      .map((name) => told(`one of the ${kind} has an empty name, ${spelt(name)}`)),
    ...odd
      .filter((name) => asSeen(name) !== "" && alike.get(asSeen(name))?.length === 1)
      .map((name) =>
        told(`the name ${spelt(name)} of the ${kind} has blanks or line ends that are not seen`),
      ),
    ...[...alike]
      .filter(([seen, same]) => seen !== "" && same.length > 1)
      .map(([, same]) =>
        told(`the names ${same.map(spelt).join(" and ")} of the ${kind} look the same`),
      ),
  ]
}
