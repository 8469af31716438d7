# RUN: not janus-translate --python-to-pydyn %s 2>&1 | FileCheck %s

# What parses, but CPython's compiler rejects, is reported in the same way, and all of it: first the error that CPython would
# report, which goes over names before it makes code, then the others in the order of the source.

# CHECK: compile-error.py:[[#@LINE+6]]:10: error: SyntaxError: duplicate argument 'a' in function definition [JP{{[0-9]+}}]
# CHECK: compile-error.py:[[#@LINE+1]]:1: error: SyntaxError: 'return' outside function [JP{{[0-9]+}}]
return 1


# The duplicate argument is here.
def f(a, a):
    # CHECK: compile-error.py:[[#@LINE+1]]:5: error: SyntaxError: no binding for nonlocal 'x' found [JP{{[0-9]+}}]
    nonlocal x
