"""Whole training steps with PyTorch's optimizers: parameters and states are plain Python's."""

import pytest
from differential import check

PROGRAM = """
import torch

torch.manual_seed(0)
torch.set_num_threads(1)
model = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2))
optimizer = torch.optim.{}

def step(x, y):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    return loss

generator = torch.Generator().manual_seed(1)
for call in range(12):
    loss = step(torch.randn(5, 4, generator=generator), torch.randn(5, 2, generator=generator))
    print(f"{{loss.item():.5f}}")
for state in optimizer.state_dict()["state"].values():
    print({{name: [round(float(v), 4) for v in value.flatten()] for name, value in state.items() if value is not None}})
"""


@pytest.mark.parametrize(
    "optimizer",
    [
        "Adam(model.parameters(), lr=0.01)",
        "Adam(model.parameters(), lr=0.01, weight_decay=0.1)",
        "AdamW(model.parameters(), lr=0.01, betas=(0.8, 0.95))",
        "SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True)",
        "RMSprop(model.parameters(), lr=0.01, momentum=0.5)",
        "Adagrad(model.parameters(), lr=0.1)",
    ],
)
def test_a_step_is_one_graph(optimizer, tmp_path):
    _, run = check(tmp_path, PROGRAM.format(optimizer), preloaded=True)
    # Besides the profiled calls, and one or two until the step's number is an open one.
    assert run.function("step")["native"] >= 6
