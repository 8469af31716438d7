//! Python's syntax: lexer, grammar, AST and diagnostics. Knows nothing of MLIR.
