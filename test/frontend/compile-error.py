# RUN: not janus-translate --python-to-pydyn %s 2>&1 | FileCheck %s

# What parses, but CPython's compiler rejects, is reported in the same way, and all of it.

# CHECK: compile-error.py:[[#@LINE+1]]:1: error: SyntaxError: 'return' outside function [JP{{[0-9]+}}]
return 1


# CHECK: compile-error.py:[[#@LINE+1]]:10: error: SyntaxError: duplicate argument 'a' in function definition [JP{{[0-9]+}}]
def f(a, a):
    # CHECK: compile-error.py:[[#@LINE+1]]:5: error: SyntaxError: no binding for nonlocal 'x' found [JP{{[0-9]+}}]
    nonlocal x
