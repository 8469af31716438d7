# RUN: not janus-translate --python-to-pydyn %s 2>&1 | FileCheck %s

# CHECK: syntax-error.py:[[#@LINE+1]]:{{.*}}: error: SyntaxError: {{.*}}[JP{{[0-9]+}}]
x = (1 +
