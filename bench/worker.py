"""One of the programs that are measured: plain PyTorch that never names Janus, told what to do on stdin.

Each line is a command with a number; each answer is one line of JSON.
"""

import json
import resource
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

BATCH = 50


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def train_step(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.detach()


def ten_parameters(a, b, c, d, e, f, g, h, i, j):
    return a + b + c + d + e + f + g + h + i + j


def timed(call, count):
    """Milliseconds of each call."""
    times = []
    for _ in range(count):
        start = time.perf_counter()
        call()
        times.append(1e3 * (time.perf_counter() - start))
    return times


def resident():
    """Bytes in memory now, and at most so far."""
    with open("/proc/self/statm") as file:
        now = int(file.read().split()[1]) * resource.getpagesize()
    return {"now": now, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def flops(model, optimizer, x, y):
    """Floating-point operations of one step's matrix products and convolutions, by PyTorch's own count."""
    from torch.utils.flop_counter import FlopCounterMode

    counter = FlopCounterMode(display=False)
    with counter:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
    return counter.get_total_flops()


def main():
    mode, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    model = LeNet()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    x, y = torch.randn(BATCH, 1, 28, 28), torch.randint(0, 10, (BATCH,))
    called = torch.compile(model) if mode == "compile" else model
    small = [torch.ones(1) for _ in range(10)]
    commands = {
        "step": lambda n: timed(lambda: train_step(called, optimizer, x, y), n),
        "ten": lambda n: timed(lambda: ten_parameters(*small), n),
        "resident": lambda n: resident(),
        "flops": lambda n: flops(LeNet(), optimizer, x, y),
    }
    for line in sys.stdin:
        name, number = line.split()
        print(json.dumps(commands[name](int(number))), flush=True)


main()
