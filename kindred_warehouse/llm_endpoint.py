"""Any endpoint that speaks OpenAI's protocol: asked with patience, within a budget."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass

import numpy as np

ATTEMPTS = 5  # for one request
FIRST_PAUSE_SECONDS = 1.0  # doubles with every attempt
LONGEST_PAUSE_SECONDS = 60.0
FAILURES_IN_A_ROW = 3  # requests that failed in all attempts; then the endpoint is left alone


class NoAnswer(RuntimeError):
    """A request that got no answer, and why, in a few words."""


class NoBudget(NoAnswer):
    """The budget is spent, or the endpoint is not asked any more; nothing was sent."""


@dataclass(frozen=True)
class Settings:
    """Where to ask, from environment variables alone: no key stands in a file of dbt's."""

    base_url: str
    api_key: str
    model: str
    embedding_model: str

    @classmethod
    def from_environment(cls) -> Settings:
        """Raises RuntimeError, in one sentence, when no model is named."""
        read = {
            name: os.environ.get(f"KINDRED_LLM_{name.upper()}", "")
            for name in ("base_url", "api_key", "model", "embedding_model")
        }
        if not read["base_url"] or not (read["model"] or read["embedding_model"]):
            raise RuntimeError(
                "Kindred: 'llm_enabled' is true, so the environment must name the endpoint:"
                " KINDRED_LLM_BASE_URL, KINDRED_LLM_MODEL and, where it wants one,"
                " KINDRED_LLM_API_KEY."
            )
        return cls(**read)


class Endpoint:
    """One endpoint for one build. Its methods may be called from several threads.

    calls: requests that may be sent, attempts that failed included; calls_per_minute: how fast.
    Raises RuntimeError, in one sentence, when the client library is not installed.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        calls: int,
        calls_per_minute: float,
        timeout_seconds: float,
    ):
        try:
            from openai import OpenAI
        except ModuleNotFoundError:
            raise RuntimeError(
                "Kindred: 'llm_enabled' is true, but the client library is not installed;"
                " run `pip install 'kindred[llm]'`."
            ) from None
        self.settings, self.calls_left, self.stopped = settings, calls, None
        self._client = OpenAI(
            base_url=settings.base_url,
            api_key=settings.api_key or "none",
            timeout=timeout_seconds,
            max_retries=0,
        )
        self._gap = 60.0 / calls_per_minute
        self._lock, self._next, self._failures = threading.Lock(), 0.0, 0

    def take(self) -> None:
        """Take a call from the budget. Raises NoBudget when there is none to take."""
        with self._lock:
            if self.stopped or self.calls_left < 1:
                raise NoBudget(self.stopped or "the budget is spent")
            self.calls_left -= 1

    def chat(self, system: str, question: str) -> str:
        """The text that the model answers; one call must have been taken before.

        Raises NoAnswer.
        """
        messages = [{"role": "system", "content": system}, {"role": "user", "content": question}]

        def ask():
            asked = self._client.chat.completions
            choices = asked.create(model=self.settings.model, messages=messages).choices
            return choices[0].message.content

        return self._patiently(ask, str)

    def embed(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text; one call must have been taken before. Raises NoAnswer."""

        def ask():
            asked = self._client.embeddings
            model = self.settings.embedding_model
            found = asked.create(model=model, input=texts, encoding_format="float").data
            vectors = [row.embedding for row in sorted(found, key=lambda row: row.index)]
            values = np.asarray(vectors, dtype=np.float32)
            if values.shape[:1] != (len(texts),) or values.ndim != 2 or not values.size:
                raise TypeError("not one vector for each text")
            if not np.all(np.isfinite(values)):
                raise TypeError("not a number")
            return vectors

        return self._patiently(ask, list)

    def _patiently(self, ask, kind):
        """The answer of `ask`, which is tried again after an error that may pass."""
        import openai

        passing = (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError)
        broken = (
            openai.APIResponseValidationError,
            TypeError,
            AttributeError,
            IndexError,
            ValueError,
        )
        for attempt in range(ATTEMPTS):
            if attempt > 0:
                self.take()
            self._wait_for_turn()
            try:
                answer = ask()
                if not isinstance(answer, kind) or not answer:
                    raise TypeError("an empty answer")
            except passing as error:
                problem, asked_pause = _said(error), _retry_after(error)
            except broken:
                problem, asked_pause = "an answer that is not of the protocol", 0.0
            except openai.APIStatusError as error:
                self._failed(_said(error), for_good=error.status_code in (401, 403, 404))
                raise NoAnswer(_said(error)) from None
            else:
                with self._lock:
                    self._failures = 0
                return answer
            if attempt + 1 < ATTEMPTS:
                pause = max(asked_pause, FIRST_PAUSE_SECONDS * 2.0**attempt)
                time.sleep(min(pause, LONGEST_PAUSE_SECONDS))
        self._failed(problem, for_good=False)
        raise NoAnswer(problem)

    def _wait_for_turn(self) -> None:
        """Keep the gap between calls, whichever thread they come from."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._gap
        time.sleep(turn - now)

    def _failed(self, problem: str, *, for_good: bool) -> None:
        with self._lock:
            self._failures += 1
            if for_good or self._failures >= FAILURES_IN_A_ROW:
                self.stopped = self.stopped or problem


def _said(error) -> str:
    """The error in a few words, without what the endpoint wrote: that may repeat the text."""
    status = getattr(error, "status_code", None)
    return f"the endpoint answered {status}" if status else "the endpoint did not answer"


def _retry_after(error) -> float:
    """Seconds that the endpoint asks to wait; 0 where it does not say."""
    response = getattr(error, "response", None)
    try:
        return max(0.0, float(response.headers.get("retry-after", 0)))
    except (AttributeError, ValueError):
        return 0.0
