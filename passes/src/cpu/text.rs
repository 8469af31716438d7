//! Pieces of MLIR text, for replacements that are written as text.

use std::fmt::Write;

/// A ranked tensor type.
pub fn tensor(sizes: &[Option<i64>], element: &str) -> String {
    let mut text = String::from("tensor<");
    for size in sizes {
        match size {
            Some(size) => write!(text, "{size}x"),
            None => write!(text, "?x"),
        }
        .unwrap_or_default();
    }
    text + element + ">"
}

/// An affine map on `rank` dimensions.
pub fn map(rank: usize, results: &[String]) -> String {
    format!(
        "affine_map<({}) -> ({})>",
        list((0..rank).map(dim)),
        results.join(", ")
    )
}

/// The identity map.
pub fn identity(rank: usize) -> String {
    map(rank, &(0..rank).map(dim).collect::<Vec<_>>())
}

/// A dimension in a map.
pub fn dim(index: usize) -> String {
    format!("d{index}")
}

/// A reference to a symbol, quoted where its name is no identifier of MLIR's, such as `f.<locals>.g`.
pub fn symbol(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.'));
    if plain {
        return format!("@{name}");
    }
    let mut text = String::from("@\"");
    for byte in name.bytes() {
        match byte {
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' if byte != b'"' => text.push(byte.into()),
            _ => write!(text, "\\{byte:02X}").unwrap_or_default(),
        }
    }
    text + "\""
}

/// Items separated by commas.
pub fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items
        .into_iter()
        .map(|item| item.to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

/// `iterator_types`, the first `parallel` of them parallel.
pub fn iterators(parallel: usize, rank: usize) -> String {
    list((0..rank).map(|index| {
        if index < parallel {
            "\"parallel\""
        } else {
            "\"reduction\""
        }
    }))
}

/// The reassociation of a reshape: groups of so many dimensions.
pub fn groups(sizes: &[usize]) -> String {
    let mut next = 0;
    let groups = sizes.iter().map(|&size| {
        let group = format!("[{}]", list(next..next + size));
        next += size;
        group
    });
    format!("[{}]", list(groups))
}

#[cfg(test)]
mod tests {
    use super::symbol;
    use janus_dialects::melior::{Context, ir::attribute::FlatSymbolRefAttribute};

    #[test]
    fn symbols_are_quoted_as_mlir_quotes_them() {
        let context = Context::new();
        for name in [
            "f",
            "_f$1.backward",
            "main.<locals>.step",
            "1st",
            "naïve",
            "a\"b\\c",
            "Größe.<locals>.f",
        ] {
            let reference = FlatSymbolRefAttribute::new(&context, name).to_string();
            assert_eq!(symbol(name), reference);
        }
    }
}
