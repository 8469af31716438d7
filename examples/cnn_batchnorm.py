"""A CNN with BatchNorm in training mode: its running statistics are state that every step updates."""

import torch
import torch.nn as nn
import torch.nn.functional as F

import digits


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.max_pool2d(F.relu(self.norm(self.conv(x))), 2)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(1, 16), Block(16, 32), Block(32, 64)])
        self.head = nn.Linear(64 * 3 * 3, 10)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x.flatten(1))


def train_step(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.detach()


def main():
    options = digits.arguments(__doc__, epochs=4)
    digits.seed_everything(options.seed)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    digits.train(model, optimizer, train_step, options, goal=0.97)


if __name__ == "__main__":
    main()
