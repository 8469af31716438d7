//! AST to the pydyn dialect.
