# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# CHECK: %[[A:.*]] = pydyn.import "torch.nn.functional" : !pydyn.object
# CHECK: pydyn.store name "torch", %[[A]]
# CHECK: %[[F:.*]] = pydyn.import "torch.nn.functional" as_leaf : !pydyn.object
# CHECK: pydyn.store name "F", %[[F]]
import torch.nn.functional, torch.nn.functional as F

# CHECK: pydyn.import "torch" name "nn" :
# CHECK: pydyn.store name "nn"
# CHECK: pydyn.import "torch" name "optim" :
# CHECK: pydyn.store name "opt"
from torch import nn, optim as opt

# CHECK: pydyn.import "" name "sibling" {level = 2 : i64}
# CHECK: pydyn.import "package" name "thing" {level = 1 : i64}
from .. import sibling
from .package import thing

# CHECK: pydyn.unsupported "JL0204"
from everything import *
