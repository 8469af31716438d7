"""A perceptron with two hidden layers. The last batch of each epoch is smaller than the others."""

import torch
from torch import nn

import digits


def train_step(model, optimizer, x, y):
    logits = model(x)
    loss = nn.functional.cross_entropy(logits, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def main():
    options = digits.arguments(__doc__, epochs=6, batch=64)
    digits.seed_everything(options.seed)
    model = nn.Sequential(
        nn.Flatten(),
        nn.Linear(28 * 28, 256),
        nn.ReLU(),
        nn.Linear(256, 128),
        nn.Tanh(),
        nn.Linear(128, 10),
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9, weight_decay=1e-4)
    digits.train(model, optimizer, train_step, options, goal=0.93)


if __name__ == "__main__":
    main()
