/**
 * The functions of a template that depend on nothing but their arguments, and take neither time nor memory out of proportion. All others
 * are not understood: some read files or variables, start programs, ask the network or a clock, or answer at random (`keys` does).
 */
export const allowedFunctions: ReadonlySet<string> = new Set(
  [
    // Go
    "and or not eq ne lt le gt ge len index slice print printf println html js urlquery true false nil",
    // helmfile
    "get getOrNil required toYaml fromYaml setValueAtPath",
    // sprig: texts
    "abbrev abbrevboth trunc trim upper lower title untitle substr trimall trimAll trimSuffix trimPrefix nospace initials swapcase",
    "snakecase camelcase kebabcase wrap wrapWith contains hasPrefix hasSuffix quote squote cat replace plural sha1sum sha256sum",
    "sha512sum adler32sum toString b64enc b64dec b32enc b32dec base dir clean ext isAbs urlParse urlJoin",
    "regexMatch mustRegexMatch regexFindAll mustRegexFindAll regexFind mustRegexFind regexReplaceAll mustRegexReplaceAll",
    "regexReplaceAllLiteral mustRegexReplaceAllLiteral regexSplit mustRegexSplit regexQuoteMeta",
    // sprig: numbers
    "atoi int64 int float64 toDecimal add1 add sub div mod mul add1f addf subf divf mulf biggest max min maxf minf ceil floor round",
    // sprig: lists and dicts
    "split splitList splitn toStrings join sortAlpha tuple list dict sprigGet set unset hasKey pluck pick omit merge mergeOverwrite",
    "mustMerge mustMergeOverwrite append push mustAppend mustPush prepend mustPrepend first mustFirst rest mustRest last mustLast",
    "initial mustInitial reverse mustReverse uniq mustUniq without mustWithout has mustHas concat dig chunk mustChunk mustSlice",
    // sprig: defaults, kinds, JSON, versions
    "default empty coalesce all any compact mustCompact ternary deepCopy mustDeepCopy typeOf typeIs typeIsLike kindOf kindIs deepEqual",
    "fromJson toJson toPrettyJson toRawJson mustFromJson mustToJson mustToPrettyJson mustToRawJson semver semverCompare fail",
  ].flatMap((names) => names.split(" ")),
);

/** Functions that fill a text with as many spaces as they are told. */
export const indentingFunctions: ReadonlySet<string> = new Set(["indent", "nindent"]);

/** Words of the template language. Not `define`, `template` and `block`: helpers of a folder (`_*.tpl`) may give them another meaning. */
export const allowedKeywords: ReadonlySet<string> = new Set(["if", "else", "end", "range", "with", "break", "continue"]);
