//! Every message of the frontend's syntax part, with its stable code. Wording follows CPython where CPython has a
//! message of its own, so that a search for it finds the same advice.

use std::fmt;

use super::ErrorClass;

/// A stable code such as `JP0101`. Codes are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ErrorCode(u16);

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JP{:04}", self.0)
    }
}

/// `number class Variant { fields } "message" ["help"];` for each problem.
macro_rules! problems {
    ($( $code:literal $class:ident $name:ident $({ $($field:ident : $ty:ty),* })? $message:literal $(, help $help:literal)? ; )*) => {
        /// What can be wrong with a source.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Problem {
            $( #[doc = $message] $name $({ $($field: $ty),* })?, )*
        }

        impl Problem {
            #[must_use]
            pub fn code(&self) -> ErrorCode {
                match self { $( Problem::$name { .. } => ErrorCode($code), )* }
            }

            #[must_use]
            pub fn class(&self) -> ErrorClass {
                match self { $( Problem::$name { .. } => ErrorClass::$class, )* }
            }

            #[must_use]
            pub fn help(&self) -> Option<&'static str> {
                match self {
                    $( $( Problem::$name { .. } => Some($help), )? )*
                    #[allow(unreachable_patterns)]
                    _ => None,
                }
            }

            /// Codes and message templates of all problems, for the documentation and tests.
            #[must_use]
            pub fn catalog() -> Vec<(ErrorCode, &'static str)> {
                vec![$( (ErrorCode($code), $message) ),*]
            }
        }

        impl fmt::Display for Problem {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $( Problem::$name $({ $($field),* })? => write!(f, $message), )* }
            }
        }
    };
}

problems! {
    // 00xx: the source as bytes.
    1 SyntaxError NotUtf8 { byte: String, line: usize } "Non-UTF-8 code starting with '\\x{byte}' on line {line}, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
        help "declare the file's encoding in its first line, as in `# -*- coding: latin-1 -*-`";
    7 SyntaxError BadUtf8 { byte: String, offset: usize } "(unicode error) 'utf-8' codec can't decode byte 0x{byte} in position {offset}";
    2 SyntaxError UnknownEncoding { name: String } "unknown encoding: {name}";
    3 SyntaxError BomMismatch { name: String } "encoding problem: {name} with BOM";
    4 SyntaxError NullByte "source code cannot contain null bytes";
    5 SyntaxError UndecodableByte { encoding: String } "(unicode error) '{encoding}' codec can't decode the source";
    6 SyntaxError TooLarge "source is larger than 4 GiB";

    // 01xx: tokens.
    101 SyntaxError UnterminatedString { line: u32 } "unterminated string literal (detected at line {line})",
        help "close the string on the same line, or use triple quotes";
    102 SyntaxError UnterminatedTripleString { line: u32 } "unterminated triple-quoted string literal (detected at line {line})";
    103 SyntaxError UnterminatedFString { kind: char, line: u32 } "unterminated {kind}-string literal (detected at line {line})";
    104 SyntaxError UnterminatedTripleFString { kind: char, line: u32 } "unterminated triple-quoted {kind}-string literal (detected at line {line})";
    105 SyntaxError InvalidCharacter { character: char, code: String } "invalid character '{character}' (U+{code})";
    106 SyntaxError InvalidNonPrintable { code: String } "invalid non-printable character U+{code}";
    107 SyntaxError AfterBackslash "unexpected character after line continuation character";
    108 SyntaxError EofAfterBackslash "unexpected EOF while parsing";
    109 SyntaxError InvalidDecimal "invalid decimal literal";
    110 SyntaxError InvalidHex "invalid hexadecimal literal";
    111 SyntaxError InvalidOctal "invalid octal literal";
    112 SyntaxError InvalidBinary "invalid binary literal";
    113 SyntaxError InvalidImaginary "invalid imaginary literal";
    114 SyntaxError InvalidDigit { digit: char, base: &'static str } "invalid digit '{digit}' in {base} literal";
    115 SyntaxError LeadingZeros "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
    116 SyntaxError NeverClosed { bracket: char } "'{bracket}' was never closed";
    117 SyntaxError Unmatched { bracket: char } "unmatched '{bracket}'";
    118 SyntaxError Mismatched { close: char, open: char } "closing parenthesis '{close}' does not match opening parenthesis '{open}'";
    119 SyntaxError MismatchedOnLine { close: char, open: char, line: u32 } "closing parenthesis '{close}' does not match opening parenthesis '{open}' on line {line}";
    120 SyntaxError TooManyBrackets "too many nested parentheses";
    121 IndentationError TooManyIndents "too many levels of indentation";
    122 IndentationError Unindent "unindent does not match any outer indentation level";
    123 TabError InconsistentTabs "inconsistent use of tabs and spaces in indentation",
        help "indent with spaces only";
    124 IndentationError UnexpectedIndent "unexpected indent";
    125 SyntaxError IntTooLong { digits: usize } "Exceeds the limit (4300 digits) for integer string conversion: value has {digits} digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits.";
    127 SyntaxError TooManyFStrings "too many nested f-strings or t-strings";
    126 SyntaxError StrayCharacter { character: char } "invalid syntax: '{character}' begins no token";

    // 02xx: strings.
    201 SyntaxError BytesAscii "bytes can only contain ASCII literal characters";
    202 SyntaxError MixedBytes "cannot mix bytes and nonbytes literals";
    203 SyntaxError BadUnicodeEscape { what: &'static str, start: usize, end: usize } "(unicode error) 'unicodeescape' codec can't decode bytes in position {start}-{end}: {what}";
    204 SyntaxError BadHexEscape { position: usize } "(value error) invalid \\x escape at position {position}";
    205 SyntaxError FStringSingleBrace { kind: char } "{kind}-string: single '}}' is not allowed";
    206 SyntaxError FStringEmpty { kind: char, before: char } "{kind}-string: valid expression required before '{before}'";
    207 SyntaxError FStringConversion { kind: char, found: String } "{kind}-string: invalid conversion character '{found}': expected 's', 'r', or 'a'";
    208 SyntaxError FStringExpectBrace { kind: char } "{kind}-string: expecting '}}'";
    209 SyntaxError FStringNested { kind: char } "{kind}-string: expressions nested too deeply";
    210 SyntaxError FStringConversionSpace { kind: char } "{kind}-string: conversion type must come right after the exclamation mark";
    211 SyntaxError MixedTemplate "cannot mix t-string literals with string or bytes literals";
    212 SyntaxError TrailingBackslashEscape "(unicode error) 'unicodeescape' codec can't decode bytes: \\ at end of string";

    213 SyntaxError FStringBackslash "f-string expression part cannot include a backslash",
        help "Python 3.12 lifts this limit";
    214 SyntaxError FStringQuote "f-string: an expression cannot contain the quotes of its string before Python 3.12";

    221 SyntaxError FStringComment "f-string expression part cannot include '#'";
    215 SyntaxError FStringNoExpression { kind: char } "{kind}-string: expecting a valid expression after '{{'";
    216 SyntaxError FStringExpecting { kind: char, what: &'static str } "{kind}-string: expecting {what}";
    217 SyntaxError FStringNoConversion { kind: char } "{kind}-string: missing conversion character";
    218 SyntaxError FStringBadConversion { kind: char } "{kind}-string: invalid conversion character";
    219 SyntaxError FStringLambda { kind: char } "{kind}-string: lambda expressions are not allowed without parentheses";
    222 SyntaxError FStringEmptyExpression "f-string: empty expression not allowed";
    223 SyntaxError FStringRequired { before: char } "f-string: expression required before '{before}'";
    224 SyntaxError FStringInvalidConversion "f-string: invalid conversion character: expected 's', 'r', or 'a'";
    220 SyntaxError FStringUnmatched { kind: char, bracket: char } "{kind}-string: unmatched '{bracket}'";

    // 03xx: structure.
    301 SyntaxError InvalidSyntax "invalid syntax";
    302 SyntaxError UnexpectedEof "unexpected EOF while parsing";
    303 SyntaxError Expected { what: &'static str } "expected {what}";
    304 IndentationError ExpectedBlock { after: &'static str, line: u32 } "expected an indented block after {after} on line {line}";
    305 SyntaxError ForgotComma "invalid syntax. Perhaps you forgot a comma?";
    306 SyntaxError MaybeComparison "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
    307 SyntaxError CannotAssign { what: &'static str } "cannot assign to {what}";
    308 SyntaxError CannotAssignHere { what: &'static str } "cannot assign to {what} here. Maybe you meant '==' instead of '='?";
    309 SyntaxError CannotDelete { what: &'static str } "cannot delete {what}";
    310 SyntaxError IllegalAugAssign { what: &'static str } "'{what}' is an illegal expression for augmented assignment";
    311 SyntaxError AnnotatedNotSingle { what: &'static str } "only single target (not {what}) can be annotated";
    312 SyntaxError IllegalAnnotationTarget "illegal target for annotation";
    313 SyntaxError StarredHere "cannot use starred expression here";
    314 SyntaxError DoubleStarredHere "cannot use double starred expression here";
    315 SyntaxError PositionalAfterKeyword "positional argument follows keyword argument";
    316 SyntaxError PositionalAfterUnpacking "positional argument follows keyword argument unpacking";
    317 SyntaxError StarAfterDoubleStar "iterable argument unpacking follows keyword argument unpacking";
    318 SyntaxError KeywordIsExpression "expression cannot contain assignment, perhaps you meant \"==\"?";
    319 SyntaxError BareGenerator "Generator expression must be parenthesized";
    320 SyntaxError NonDefaultAfterDefault "parameter without a default follows parameter with a default";
    321 SyntaxError BareStar "named arguments must follow bare *";
    322 SyntaxError DuplicateStar "* argument may appear only once";
    323 SyntaxError SlashAfterStar "/ must be ahead of *";
    324 SyntaxError DuplicateSlash "/ may appear only once";
    325 SyntaxError SlashFirst "at least one argument must precede /";
    326 SyntaxError AfterKwarg "arguments cannot follow var-keyword argument";
    327 SyntaxError VarDefault { kind: &'static str } "var-{kind} argument cannot have default value";
    328 SyntaxError CannotAssignConstant { name: String } "cannot assign to {name}";
    329 SyntaxError TooDeep "too many nested expressions or statements",
        help "split the expression into several statements";
    330 SyntaxError TrailingImportComma "trailing comma not allowed without surrounding parentheses";
    331 SyntaxError MissingPrintParens { name: String } "Missing parentheses in call to '{name}'. Did you mean {name}(...)?";
    332 SyntaxError MixedExcept "cannot have both 'except' and 'except*' on the same 'try'";
    333 SyntaxError DefaultExceptLast "default 'except:' must be last";
    334 SyntaxError ExceptParenthesized { as_name: &'static str } "multiple exception types must be parenthesized{as_name}";
    335 SyntaxError TryWithoutHandler "expected 'except' or 'finally' block";
    336 SyntaxError PatternPositionalAfterKeyword "positional patterns follow keyword patterns";
    337 SyntaxError PatternTargetUnderscore "cannot use '_' as a target";
    338 SyntaxError PatternStarTwice "multiple starred names in sequence pattern";
    339 SyntaxError PatternImaginary "imaginary number required in complex literal";
    340 SyntaxError PatternReal "real number required in complex literal";
    341 SyntaxError PatternRestLast "double star pattern must be the last";
    342 SyntaxError PatternLiteral { what: &'static str } "{what} may only match literals and attribute lookups";
    343 SyntaxError NotAnExpression { what: &'static str } "invalid syntax: {what} cannot stand here without parentheses";
    344 SyntaxError CannotNamed { what: &'static str } "cannot use assignment expressions with {what}";
    345 SyntaxError TypeParamDefault { name: String } "non-default type parameter '{name}' follows default type parameter";
    347 SyntaxError IterableInComprehension "iterable unpacking cannot be used in comprehension";
    348 SyntaxError DictInComprehension "dict unpacking cannot be used in dict comprehension";
    349 SyntaxError BareComprehensionTarget "did you forget parentheses around the comprehension target?";
    350 SyntaxError StarredDictValue "cannot use a starred expression in a dictionary value";
    351 SyntaxError DictValueMissing "expression expected after dictionary key and ':'";
    352 SyntaxError DictColonMissing "':' expected after dictionary key";
    353 SyntaxError ParenthesizedParameters { of: &'static str } "{of} parameters cannot be parenthesized";
    354 SyntaxError MissingElse "expected 'else' after 'if' expression";
    355 SyntaxError MissingIn "'in' expected after for-loop variables";
    356 SyntaxError InvalidStar "Invalid star expression";
    357 SyntaxError EmptyTypeParams "Type parameter list cannot be empty";
    358 SyntaxError YieldTarget "assignment to yield expression not possible";
    359 SyntaxError CannotAssignUnpacking { what: &'static str } "cannot assign to {what} argument unpacking";
    360 SyntaxError PatternTarget "invalid pattern target";
    361 SyntaxError NoImportedNames "Expected one or more names after 'import'";
    362 SyntaxError TypeParamBound { what: &'static str, kind: &'static str } "cannot use {what} with {kind}";
    363 SyntaxError LazyFuture "lazy from __future__ import is not allowed";
    346 SyntaxError UnparenthesizedTuple { place: &'static str } "{place} must be parenthesized here";

    // 04xx: newer syntax than the chosen version of Python has.
    401 SyntaxError NeedsVersion { what: &'static str, minor: u8 } "{what} is only supported in Python 3.{minor} and greater";

    // 05xx: what CPython's compiler rejects after parsing; found by the symbol pass.
    501 SyntaxError ReturnOutside "'return' outside function";
    502 SyntaxError YieldOutside { keyword: &'static str } "'{keyword}' outside function";
    503 SyntaxError YieldInComprehension { what: &'static str } "'yield' inside {what}";
    504 SyntaxError AwaitOutside { keyword: &'static str } "'{keyword}' outside async function",
        help "make the function an `async def`";
    505 SyntaxError AwaitOutsideFunction "'await' outside function";
    506 SyntaxError AsyncComprehension "asynchronous comprehension outside of an asynchronous function";
    507 SyntaxError YieldFromAsync "'yield from' inside async function";
    508 SyntaxError ReturnValueInAsyncGenerator "'return' with value in async generator";
    509 SyntaxError BreakOutside "'break' outside loop";
    510 SyntaxError ContinueOutside "'continue' not properly in loop";
    511 SyntaxError JumpInExceptStar "'break', 'continue' and 'return' cannot appear in an except* block";
    512 SyntaxError DuplicateParameter { name: String } "duplicate argument '{name}' in function definition";
    513 SyntaxError NonlocalAtModule "nonlocal declaration not allowed at module level";
    514 SyntaxError NoBinding { name: String } "no binding for nonlocal '{name}' found";
    515 SyntaxError ParameterAnd { name: String, kind: &'static str } "name '{name}' is parameter and {kind}";
    516 SyntaxError UsedPrior { name: String, kind: &'static str } "name '{name}' is used prior to {kind} declaration";
    517 SyntaxError AssignedPrior { name: String, kind: &'static str } "name '{name}' is assigned to before {kind} declaration";
    518 SyntaxError AnnotatedNotLocal { name: String, kind: &'static str } "annotated name '{name}' can't be {kind}";
    519 SyntaxError NonlocalAndGlobal { name: String } "name '{name}' is nonlocal and global";
    520 SyntaxError AssignDebug "cannot assign to __debug__";
    521 SyntaxError DeleteDebug "cannot delete __debug__";
    522 SyntaxError ImportStar "import * only allowed at module level";
    523 SyntaxError UnknownFuture { name: String } "future feature {name} is not defined";
    524 SyntaxError FutureBraces "not a chance";
    525 SyntaxError LateFuture "from __future__ imports must occur at the beginning of the file";
    526 SyntaxError TwoStars "multiple starred expressions in assignment";
    527 SyntaxError StarTarget "starred assignment target must be in a list or tuple";
    528 SyntaxError StarredValue "can't use starred expression here";
    529 SyntaxError RepeatedKeyword { name: String } "keyword argument repeated: {name}";
    530 SyntaxError WalrusInIterable "assignment expression cannot be used in a comprehension iterable expression";
    531 SyntaxError WalrusRebinds { name: String } "assignment expression cannot rebind comprehension iteration variable '{name}'";
    532 SyntaxError WalrusInClass "assignment expression within a comprehension cannot be used in a class body";
    533 SyntaxError PatternRebinds { name: String } "multiple assignments to name '{name}' in pattern";
    534 SyntaxError PatternsDiffer "alternative patterns bind different names";
    535 SyntaxError UnreachableCapture { name: String } "name capture '{name}' makes remaining patterns unreachable";
    536 SyntaxError UnreachableWildcard "wildcard makes remaining patterns unreachable";
    537 SyntaxError RepeatedAttribute { name: String } "attribute name repeated in class pattern: {name}";
    538 SyntaxError DuplicateTypeParameter { name: String } "duplicate type parameter '{name}'";
    539 SyntaxError NotInType { what: &'static str, place: &'static str } "{what} cannot be used within {place}";
    540 SyntaxError WalrusInType { place: String } "assignment expression within a comprehension cannot be used {place}";
    541 SyntaxError InnerLoopRebinds { name: String } "comprehension inner loop cannot rebind assignment expression target '{name}'";
    542 SyntaxError NonlocalTypeParameter { name: String } "nonlocal binding not allowed for type parameter '{name}'";
    543 SyntaxError TooManyBlocks "too many statically nested blocks";
    544 SyntaxError DuplicateKey { key: String } "mapping pattern checks duplicate key ({key})";
    546 SyntaxError LazyInside { what: &'static str } "lazy import not allowed inside {what}";
    547 SyntaxError LazyStar "lazy from ... import * is not allowed";
    545 SyntaxError StarTooLate "too many expressions in star-unpacking assignment";

    // 06xx: warnings.
    601 SyntaxWarning InvalidEscape { escape: String, octal: &'static str } "invalid {octal}escape sequence '{escape}'";
    602 SyntaxWarning InvalidEscapeBare { escape: String } "invalid escape sequence {escape}";
    603 SyntaxWarning InvalidEscapeFuture { escape: String, octal: &'static str } "\"{escape}\" is an invalid {octal}escape sequence. Such sequences will not work in the future. Did you mean \"\\{escape}\"? A raw string is also an option.";
    604 SyntaxWarning NumberBefore { what: &'static str } "invalid {what} literal";
    605 SyntaxWarning JumpInFinally { keyword: &'static str } "'{keyword}' in a 'finally' block";
    606 SyntaxWarning IsLiteral { op: &'static str, correct: &'static str, what: String } "\"{op}\" with {what} literal. Did you mean \"{correct}\"?";
    607 SyntaxWarning AssertTuple "assertion is always true, perhaps remove parentheses?";
    608 SyntaxWarning NotCallable { what: &'static str } "'{what}' object is not callable; perhaps you missed a comma?";
    609 SyntaxWarning NotSubscriptable { what: &'static str } "'{what}' object is not subscriptable; perhaps you missed a comma?";
    610 SyntaxWarning BadIndex { what: &'static str, index: &'static str } "{what} indices must be integers or slices, not {index}; perhaps you missed a comma?";
}
