//! The constructs that parse but have no lowering, each with a stable code and a sentence.
//!
//! `docs/refusals.md` explains every one of them; a test keeps the two in step.

/// `code Variant "sentence";` for each refusal. Codes are never reused.
macro_rules! refusals {
    ($( $code:literal $name:ident $message:literal ; )*) => {
        /// A construct that has no lowering.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Refusal {
            $( #[doc = $message] $name, )*
        }

        impl Refusal {
            /// Every refusal, by code.
            pub const ALL: &'static [Refusal] = &[ $( Refusal::$name, )* ];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $( Refusal::$name => $code, )* }
            }

            /// One sentence for the reader of a report.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $( Refusal::$name => $message, )* }
            }
        }
    };
}

refusals! {
    // 01xx: definitions.
    "JL0101" GenericFunction "a function with type parameters is not lowered";
    "JL0102" GenericClass "a class with type parameters is not lowered";
    "JL0103" TypeAlias "a 'type' statement is not lowered";

    // 02xx: statements.
    "JL0201" AsyncFor "'async for' is not lowered";
    "JL0202" AsyncWith "'async with' is not lowered";
    "JL0203" ExceptStar "'except*' is not lowered";
    "JL0204" ImportStar "'from module import *' is not lowered, because the names it binds are not known";
    "JL0205" ReturnOutsideFunction "'return' outside function";
    "JL0206" OutsideLoop "'break' or 'continue' outside loop";
    "JL0207" AnnotationText "an unusual annotation that is kept as a string is not lowered";

    "JL0208" LazyImport "a lazy import is not lowered";

    // 03xx: expressions.
    "JL0301" Yield "'yield' is not lowered";
    "JL0302" YieldFrom "'yield from' is not lowered";
    "JL0303" Await "'await' is not lowered";
    "JL0304" AsyncComprehension "an asynchronous comprehension is not lowered";
    "JL0305" TemplateString "a template string is not lowered";
    "JL0306" Surrogate "a string with a lone surrogate is not lowered";
    "JL0307" Misplaced "this expression cannot stand here";
    "JL0308" HugeInt "an integer of more than 4,300 decimal digits is not lowered";
    "JL0309" UnpackingComprehension "a comprehension that unpacks its elements is not lowered";

    // 04xx: patterns. JL0401 was: a sequence pattern.
    "JL0402" MappingPattern "a mapping pattern with several keys of which one is no literal is not lowered";
    "JL0403" ClassPattern "a class pattern with positional patterns is not lowered";

    // 05xx: limits.
    "JL0501" DeepExpression "the expression is nested too deeply";
    "JL0502" DeepNesting "control flow is nested too deeply";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Refusal;

    const DOCUMENT: &str = include_str!("../../../docs/refusals.md");

    #[test]
    fn codes_are_unique_and_in_order() {
        let codes: Vec<_> = Refusal::ALL.iter().map(|refusal| refusal.code()).collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(codes, sorted);
        assert!(codes.iter().all(|code| {
            code.len() == 6
                && code.starts_with("JL0")
                && code.bytes().skip(2).all(|byte| byte.is_ascii_digit())
        }));
    }

    #[test]
    fn messages_are_unique() {
        let messages: BTreeSet<_> = Refusal::ALL
            .iter()
            .map(|refusal| refusal.message())
            .collect();
        assert_eq!(messages.len(), Refusal::ALL.len());
    }

    /// Each row of the document's table is a refusal with its sentence, and each refusal has a row.
    #[test]
    fn the_document_has_every_refusal_and_no_other() {
        let rows: Vec<(&str, &str)> = DOCUMENT
            .lines()
            .filter_map(|line| line.strip_prefix("| `JL"))
            .filter_map(|line| {
                let mut cells = line.split('|').map(str::trim);
                Some((cells.next()?.trim_end_matches('`'), cells.next()?))
            })
            .collect();
        let expected: Vec<(&str, &str)> = Refusal::ALL
            .iter()
            .map(|refusal| (&refusal.code()[2..], refusal.message()))
            .collect();
        assert_eq!(rows, expected);
    }
}
