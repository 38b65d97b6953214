import fc from 'fast-check'

/** Strings that a database may change: with NUL, lone surrogates, quotes, and names of Object.prototype. */
export const oddStrings = fc
  .array(fc.constantFrom('\u0000', '"', '\ud800', '\udfff', '\\', "'", 'a', '\ud83c\udf0a', '\ufeff', '{', '__proto__'))
  .map(parts => parts.join(''))
