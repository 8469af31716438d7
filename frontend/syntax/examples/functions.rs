//! Prints the names and lines of all functions of Python files: `cargo run --example functions FILE…`.

use janus_syntax::ast::{NodeRef, Stmt};
use janus_syntax::{LineIndex, Options, parse_bytes, render};

fn main() -> std::io::Result<()> {
    for file in std::env::args().skip(1) {
        let parsed = parse_bytes(&std::fs::read(&file)?, Options::default());
        let Some(module) = parsed.module() else {
            for error in parsed.diagnostics() {
                eprintln!("{}", render(error, &file, parsed.source(), false));
            }
            continue;
        };
        let lines = parsed.line_index();
        for statement in &module.body {
            functions(NodeRef::Stmt(statement), "", &file, &lines);
        }
    }
    Ok(())
}

/// Prints the functions in `node`, whose names begin with `outer`.
fn functions(node: NodeRef<'_, '_>, outer: &str, file: &str, lines: &LineIndex) {
    let (name, is_function) = match node {
        NodeRef::Stmt(Stmt::FunctionDef(function)) => (function.name, true),
        NodeRef::Stmt(Stmt::AsyncFunctionDef(function)) => (function.name, true),
        NodeRef::Stmt(Stmt::ClassDef(class)) => (class.name, false),
        _ => return node.children(&mut |child| functions(child, outer, file, lines)),
    };
    let name = format!("{outer}{name}");
    if is_function {
        println!("{file}:{}: {name}", lines.line_column(node.node().range().start).line);
    }
    node.children(&mut |child| functions(child, &format!("{name}."), file, lines));
}
