//! Names, and the mangling of private ones.

use std::borrow::Cow;

/// A name as code knows it.
pub(crate) type Name<'a> = Cow<'a, str>;

/// `__name` in the body of `class C` is `_C__name`.
pub(crate) fn mangle<'a>(class: Option<&str>, name: &'a str) -> Name<'a> {
    let Some(class) = class else {
        return Cow::Borrowed(name);
    };
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return Cow::Borrowed(name);
    }
    match class.trim_start_matches('_') {
        "" => Cow::Borrowed(name),
        class => Cow::Owned(format!("_{class}{name}")),
    }
}

#[cfg(test)]
mod tests {
    use super::mangle;

    #[test]
    fn only_private_names_are_mangled() {
        assert_eq!(mangle(Some("C"), "__x"), "_C__x");
        assert_eq!(mangle(Some("__C"), "__x"), "_C__x");
        assert_eq!(mangle(Some("C"), "__x__"), "__x__");
        assert_eq!(mangle(Some("C"), "_x"), "_x");
        assert_eq!(mangle(Some("C"), "__a.b"), "__a.b");
        assert_eq!(mangle(Some("__"), "__x"), "__x");
        assert_eq!(mangle(None, "__x"), "__x");
    }
}
