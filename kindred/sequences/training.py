"""Training a network to say what comes next."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from kindred.sequences.events import Sequences, next_items, padded_batch, windows
from kindred.sequences.network import (
    Network,
    Options,
    batch_of,
    kept,
    load_torch,
    new_module,
    one_thread,
    states,
)

VALIDATED = 5000  # events at most that an epoch is judged on
JUDGED = 10  # places of a list that count then
SCORES_AT_ONCE = 2**22  # of them against all items, in a block
POPULARITY_EXPONENT = 0.5  # how much oftener popular items are compared with


class Epoch(NamedTuple):
    """One pass: its number from 1, mean loss, and how well the next item was foretold (nan where
    there was nothing to foretell)."""

    number: int
    loss: float
    validation_ndcg: float


def fit(
    past: Sequences,
    *,
    n_items: int,
    encoder: str,
    options: Options,
    validation_from: float,
    max_memory_bytes: float = float("inf"),
    report: Callable[[Epoch], None] = lambda epoch: None,
    may_go_on: Callable[[], bool] = lambda: True,
) -> Network:
    """A network trained on the next items before `validation_from`, stopped on those from it.

    After each event the item of the next event is to be told from `options.negatives` others, drawn
    for the whole batch, popular ones oftener; the logarithm of how often each is drawn is taken
    off, so that the softmax over the drawn stands for that over all items. Where the next event is
    of the same item, nothing is asked. An epoch is judged by the mean of 1 / log2(1 + rank) of the
    next item among all but the latest, 0 beyond rank JUDGED (NDCG@10), on at most VALIDATED events;
    the weights of the best epoch are kept, and training ends after options.patience epochs without
    a better one. Where nothing lies at or after validation_from, the last of options.max_epochs is
    kept. Items that were neither asked for nor asked after have zeros. may_go_on is asked before
    each batch; report hears of each epoch. The same for a seed, on the same kind of processor.

    Source of the loss: Bengio and Senecal (2008), "Adaptive importance sampling to accelerate
    training of a neural probabilistic language model"; shared negatives as in Hidasi and
    Karatzoglou (2018), "Recurrent neural networks with top-k gains".

    Raises RuntimeError without PyTorch, ValueError when the encoder is unknown, an item is not
    below n_items, no next item lies before validation_from, or `memory_bytes` is above
    max_memory_bytes.
    """
    torch = load_torch()
    if past.item.max(initial=-1) >= n_items:
        raise ValueError(f"Items must lie below {n_items}.")
    needed = memory_bytes(n_items, options)
    if needed > max_memory_bytes:
        raise ValueError(
            f"Training for {n_items} items needs about {needed / 2**30:.1f} GiB, but"
            f" {max_memory_bytes / 2**30:.1f} are allowed; allow more, or narrower vectors."
        )
    kinds, price_levels = (
        int(values.max(initial=0)) + 1 for values in (past.kind, past.price_level)
    )
    rng = np.random.default_rng(options.seed)
    with one_thread(), torch.random.fork_rng():
        torch.manual_seed(options.seed)
        module = new_module(encoder, n_items, kinds, price_levels, options)
        trainer = _Trainer(module, past, n_items, options, validation_from, rng)
        best, best_ndcg, stale = kept(encoder, module, kinds, price_levels, options), -1.0, 0
        for number in range(1, options.max_epochs + 1):
            loss = trainer.epoch(may_go_on)
            ndcg = trainer.validation_ndcg()
            report(Epoch(number, loss, ndcg))
            stale = stale + 1 if ndcg <= best_ndcg else 0  # nan: nothing to judge by
            if stale == 0:
                best, best_ndcg = kept(encoder, module, kinds, price_levels, options), ndcg
            if stale >= options.patience or not may_go_on():
                break
    return best.with_items(np.where(trainer.learned[:, None], best.items, 0))


def memory_bytes(n_items: int, options: Options) -> int:
    """About how much training holds at once beyond the events: of each item's vector the weights,
    their gradient in two parts, two moments and two steps of the optimiser, the best weights so far
    and those of an earlier training; of each event in a batch three times its scores and some
    thirty vectors; and four numbers for each score of a block that an epoch is judged by."""
    by_item = 9 * n_items * options.width
    by_event = options.positions * (3 * min(options.negatives, n_items) + 30 * options.width)
    judged = 4 * min(max(SCORES_AT_ONCE, n_items), VALIDATED * n_items)
    return 4 * (by_item + max(by_event, judged))


class _Trainer:
    """A module, its data and its optimiser."""

    def __init__(self, module, past, n_items, options: Options, validation_from: float, rng):
        torch = load_torch()
        self.module, self.past, self.options, self.rng = module, past, options, rng
        self.n_items = n_items
        self.optimizer = torch.optim.Adam(module.parameters(), lr=options.learning_rate)
        next_item = next_items(past)
        late = np.append(past.at[1:], -np.inf) >= validation_from
        self.next_item = np.where(late, -1, next_item)
        taught = self.next_item >= 0
        if not np.any(taught):
            raise ValueError("No next item lies before validation_from: there is nothing to learn.")
        self.learned = np.zeros(n_items, bool)
        self.learned[past.item[taught]] = self.learned[next_item[taught]] = True
        self.validated = np.flatnonzero((next_item >= 0) & late)
        if len(self.validated) > VALIDATED:
            self.validated = np.sort(rng.choice(self.validated, VALIDATED, replace=False))
        self.validation_target = next_item[self.validated]
        self.user_start = np.repeat(past.starts[:-1], np.diff(past.starts))
        first, last = windows(past, options.length)
        taught_before = np.append(0, np.cumsum(taught))
        teaches = taught_before[last] > taught_before[first]
        self.first, self.last = first[teaches], last[teaches]
        counts = np.bincount(next_item[taught], minlength=n_items) + 1.0
        self.draw_share = counts**POPULARITY_EXPONENT / np.sum(counts**POPULARITY_EXPONENT)

    def batches(self) -> list[np.ndarray]:
        """Stretches of about one length together, as many as fit options.positions; shuffled."""
        lengths = self.last - self.first
        order = np.lexsort((self.rng.random(len(lengths)), -lengths))
        batches, start = [], 0
        while start < len(order):
            size = max(1, self.options.positions // lengths[order[start]])
            batches.append(order[start : start + size])
            start += size
        return [batches[place] for place in self.rng.permutation(len(batches))]

    def epoch(self, may_go_on) -> float:
        """One pass over all stretches; the mean loss of a next item."""
        torch = load_torch()
        self.module.train()
        total, count = 0.0, 0
        for batch in self.batches():
            if not may_go_on():
                break
            loss, asked = self.loss(self.first[batch], self.last[batch])
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.module.parameters(), 5.0)
            self.optimizer.step()
            total, count = total + loss.item() * asked, count + asked
        return total / max(count, 1)

    def loss(self, first, last):
        """(mean loss of the next items of the stretches, how many there are)."""
        torch = load_torch()
        inputs = batch_of(self.past, first, last, self.module)
        target = padded_batch(self.next_item, first, last, inputs[0].shape[1], -1)
        asked = torch.from_numpy(target >= 0).to(self.module.device)
        target = torch.from_numpy(target[target >= 0]).to(self.module.device)
        hidden = self.module(*inputs)[asked]
        drawn, log_share = self.drawn()
        against = hidden @ self.module.item(drawn).T - log_share[drawn]
        against = against.masked_fill(target[:, None] == drawn, -torch.inf)
        own = (hidden * self.module.item(target)).sum(dim=1, keepdim=True)
        own = own - log_share[target][:, None]
        scores = torch.cat([own, against], dim=1)
        nothing = torch.zeros(len(target), dtype=torch.long, device=scores.device)
        return torch.nn.functional.cross_entropy(scores, nothing), len(target)

    def drawn(self):
        """(items to compare with, log of the share with which each item is drawn [n_items])."""
        torch = load_torch()
        if self.options.negatives >= self.n_items:
            items, log_share = np.arange(self.n_items), np.zeros(self.n_items)
        else:
            places = self.rng.random(self.options.negatives)
            items = np.searchsorted(np.cumsum(self.draw_share), places)
            items = np.minimum(items, self.n_items - 1)
            log_share = np.log(self.draw_share)
        device = self.module.device
        return torch.from_numpy(items).to(device), torch.from_numpy(
            log_share.astype(np.float32)
        ).to(device)

    def validation_ndcg(self) -> float:
        """How well the next items from validation_from on are foretold; nan where none is."""
        torch = load_torch()
        if len(self.validated) == 0:
            return float("nan")
        self.module.eval()
        last = self.validated + 1
        first = np.maximum(self.user_start[self.validated], last - self.options.length)
        with torch.no_grad():
            hidden = states(self.module, self.past, first, last)
            target = torch.from_numpy(self.validation_target).to(hidden.device, torch.int64)
            latest = torch.from_numpy(self.past.item[self.validated]).to(target)
            rank = torch.empty_like(target)
            size = max(1, SCORES_AT_ONCE // self.n_items)
            for start in range(0, len(last), size):
                block = slice(start, start + size)
                scores = hidden[block] @ self.module.item.weight[:-1].T
                scores.scatter_(1, latest[block, None], -torch.inf)
                own = scores.gather(1, target[block, None])
                rank[block] = (scores > own).sum(dim=1) + 1
            return float(torch.where(rank <= JUDGED, 1 / torch.log2(1.0 + rank), 0.0).mean())
